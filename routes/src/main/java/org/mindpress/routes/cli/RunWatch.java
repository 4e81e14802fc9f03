package org.mindpress.routes.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunSubmission.Submitted;

/**
 * Watches a run of a service elsewhere to its end. A service that is away for a while, or that refuses another listener, is asked again; the
 * run does not need anybody who watches. Not thread-safe.
 */
final class RunWatch {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Three signs of life of the service. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ObjectMapper json = new ObjectMapper();
    private final ApiClient api;
    private final ServerRuns runs;
    private final Terminal terminal;
    private final ServedProgress progress;
    private final StopRequest stop;
    private final Duration patience;
    private final Clock clock;

    RunWatch(ApiClient api, Terminal terminal, StopRequest stop, Clock clock) {
        this(api, terminal, stop, PATIENCE, clock);
    }

    /**
     * A watch.
     *
     * @param patience how long a service may be away
     */
    RunWatch(ApiClient api, Terminal terminal, StopRequest stop, Duration patience, Clock clock) {
        this.api = api;
        this.runs = new ServerRuns(api);
        this.terminal = terminal;
        this.progress = new ServedProgress(terminal.progress(clock));
        this.stop = stop;
        this.patience = patience;
        this.clock = clock;
    }

    /** Waits for the end of a run and tells what became of it. */
    ExitCode toItsEnd(Submitted submitted) throws IOException, CommandFault {
        String run = submitted.run().run().text();
        terminal.say(RunLines.submitted(run, submitted.run().pipeline(), submitted.created()));
        terminal.say("the service at " + api.address() + " works on it");
        if (!submitted.created()) {
            progress.passOver(runs.view(run));
        }
        return RunConclusion.tell(terminal, outcome(run), " --server " + api.address());
    }

    private RunOutcome outcome(String run) throws IOException, CommandFault {
        Optional<Instant> away = Optional.empty();
        try {
            while (true) {
                Duration pause = PAUSE;
                try {
                    Optional<RunOutcome> outcome = look(run);
                    if (outcome.isPresent()) {
                        return outcome.get();
                    }
                    away = Optional.empty();
                    if (listen(run)) {
                        pause = Duration.ZERO;
                    }
                } catch (IOException fault) {
                    away = Optional.of(stillAway(away, run, fault));
                } catch (CommandFault fault) {
                    if (fault.exit() != ExitCode.COULD_NOT_RUN) {
                        throw fault;
                    }
                    away = Optional.of(stillAway(away, run, fault));
                }
                if (stop.await(pause)) {
                    throw stopped(run);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            progress.clear();
        }
    }

    private Optional<RunOutcome> look(String run) throws IOException, CommandFault {
        var view = runs.view(run);
        progress.run(view);
        return runs.outcome(view);
    }

    /** Shows what the service tells, until it tells no more; true when it told the end. */
    private boolean listen(String run) throws IOException, CommandFault, InterruptedException {
        Instant heard = clock.instant();
        boolean end = false;
        try (ServerEvents events = api.events(ServerRuns.path(run) + "/events")) {
            while (Duration.between(heard, clock.instant()).compareTo(LONGEST_SILENCE) < 0) {
                if (stop.requested().isPresent()) {
                    throw stopped(run);
                }
                Optional<ServerEvents.Line> line = events.next(LOOK);
                if (line.isPresent()) {
                    heard = clock.instant();
                    if (line.get().last()) {
                        return end;
                    }
                    end |= line.get().isEnd();
                    Optional<String> data = line.get().data();
                    if (data.isPresent() && shown(data.get())) {
                        progress.run(runs.view(run));
                    }
                }
            }
        }
        return false;
    }

    private boolean shown(String event) throws IOException {
        try {
            return progress.at(ServerRuns.progress(json.readTree(event)));
        } catch (JsonProcessingException e) {
            throw new IOException(api.address() + " sends events that are no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Instant stillAway(Optional<Instant> since, String run, Exception fault) throws CommandFault {
        Instant now = clock.instant();
        if (since.isEmpty()) {
            progress.say("waiting: " + fault.getMessage());
            return now;
        }
        if (Duration.between(since.get(), now).compareTo(patience) >= 0) {
            throw new CommandFault(
                    ExitCode.COULD_NOT_RUN,
                    fault.getMessage() + "\nrun " + run
                            + " goes on once the service does. To look at it: mindpress status " + run + " --server "
                            + api.address(),
                    fault);
        }
        return since.get();
    }

    private CommandFault stopped(String run) {
        return new CommandFault(
                stop.requested().orElse(ExitCode.INTERRUPTED),
                "stopped; the run goes on at " + api.address() + ". To stop it: mindpress cancel " + run + " --server "
                        + api.address());
    }
}
