package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.routes.service.RunEvents;
import org.mindpress.routes.service.Service;
import org.mindpress.routes.service.ServiceSettings;
import org.mindpress.routes.trace.TraceExport;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/**
 * One pipeline from submission to outcome for somebody who waits: in this process when the store is free or external, otherwise by the
 * process that runs the store; should that one end, this one takes over. Not thread-safe.
 */
final class RunSession {
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration LOOK_AT_OWNER = Duration.ofSeconds(1);
    private static final int REMIND_EVERY = 10;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private final StoreOptions options;
    private final Path home;
    private final Terminal terminal;
    private final StopRequest stop;
    private final Clock clock;
    private final ProgressDisplay display;

    RunSession(StoreOptions options, Path home, Terminal terminal, StopRequest stop, Clock clock) {
        this.options = options;
        this.home = home;
        this.terminal = terminal;
        this.stop = stop;
        this.clock = clock;
        this.display = terminal.progress(clock);
    }

    /** What becomes a run, and what happens with its outcome. */
    interface Work {
        /** Puts into the bucket what the run reads, and submits it; called again, it finds the same unfinished run. */
        Submitted submit(ArtifactStore bucket) throws IOException, StageException, CommandFault;

        /** Looks at what came of it. */
        ExitCode conclude(ArtifactStore bucket, RunReference run, RunOutcome outcome) throws IOException, CommandFault;
    }

    ExitCode run(Work work) throws IOException, StageException, CommandFault {
        boolean told = false;
        while (true) {
            try (StoreAccess access = StoreAccess.open(options)) {
                if (!access.isClient()) {
                    return inThisProcess(access, work);
                }
                Optional<ApiClient> api = access.client();
                if (api.isPresent()) {
                    Optional<ExitCode> end = byTheOwner(access, api.get(), work);
                    if (end.isPresent()) {
                        return end.get();
                    }
                    terminal.say("the process that worked on the run has ended; going on here");
                } else if (!told) {
                    terminal.say("waiting: process "
                            + access.owner().map(String::valueOf).orElse("?") + " uses the store");
                    told = true;
                }
            }
            if (pause(LOOK)) {
                throw stopped("nothing was started");
            }
        }
    }

    private ExitCode inThisProcess(StoreAccess access, Work work) throws IOException, StageException, CommandFault {
        ServiceSettings settings = ServiceSettings.command(home, access.scratch(options));
        try (TraceExport traces = TraceOptions.read(System.getenv(), clock);
                Service service = Service.start(
                        access.settings(),
                        settings,
                        new RunEvents(List.of(new RunProgress(display, clock), traces.listener())),
                        clock)) {
            access.announce(service);
            Submitted submitted = work.submit(service.bucket());
            announce(submitted);
            stop.whenRaised(() -> {
                display.say("stopping: the stage at work writes its checkpoint");
                service.requestStop();
            });
            while (true) {
                RunEnd end = await(service.work(submitted.run()));
                if (end.outcome().isPresent()) {
                    return work.conclude(
                            service.bucket(), submitted.run(), end.outcome().get());
                }
                if (stop.requested().isPresent()) {
                    throw stopped(goOn(submitted.run()));
                }
                if (!end.reason().endsWith("works on it")) {
                    throw new CommandFault(ExitCode.COULD_NOT_RUN, end.reason() + "\n" + goOn(submitted.run()));
                }
                display.say("waiting: " + end.reason());
                pause(LOOK_AGAIN);
            }
        }
    }

    private static RunEnd await(CompletableFuture<RunEnd> end) throws IOException {
        try {
            return end.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the run was at work", e);
        } catch (ExecutionException e) {
            throw new IOException("the run's worker failed: " + e.getMessage(), e);
        }
    }

    /** Empty when the owner went away before the run was over. */
    private Optional<ExitCode> byTheOwner(StoreAccess access, ApiClient api, Work work)
            throws IOException, StageException, CommandFault {
        try (S3ArtifactStore bucket = access.bucket()) {
            Submitted submitted = work.submit(bucket);
            announce(submitted);
            terminal.say(
                    "process " + access.owner().map(String::valueOf).orElse("?") + " runs the store and works on it");
            Optional<RunOutcome> outcome;
            try {
                outcome = follow(api, new RunStore(bucket), submitted);
            } finally {
                display.clear();
            }
            return outcome.isEmpty()
                    ? Optional.empty()
                    : Optional.of(work.conclude(bucket, submitted.run(), outcome.get()));
        }
    }

    private Optional<RunOutcome> follow(ApiClient api, RunStore runs, Submitted submitted)
            throws IOException, CommandFault {
        RunReference run = submitted.run();
        ServedProgress progress = new ServedProgress(display);
        for (long look = 0; ; look++) {
            Optional<RunOutcome> outcome = Optional.empty();
            try {
                outcome = runs.outcome(run);
                if (outcome.isEmpty() && look % REMIND_EVERY == 0) {
                    api.post("/api/runs", "{\"run\": \"" + run.run().text() + "\"}");
                }
                JsonNode view = api.get(ServerRuns.path(run.run().text()));
                if (look == 0 && !submitted.created()) {
                    progress.passOver(view);
                }
                progress.run(view);
            } catch (IOException gone) {
                return outcome;
            }
            if (outcome.isPresent()) {
                return outcome;
            }
            if (pause(LOOK_AT_OWNER)) {
                throw stopped("the run goes on in the other process. To stop it: mindpress cancel "
                        + run.run().text());
            }
        }
    }

    private void announce(Submitted submitted) {
        terminal.say(
                RunLines.submitted(submitted.run().run().text(), submitted.run().pipeline(), submitted.created()));
    }

    private String goOn(RunReference run) {
        return "run " + run.run().text() + " is not finished, nothing is lost. To go on: give the same command again";
    }

    private CommandFault stopped(String message) {
        return new CommandFault(stop.requested().orElse(ExitCode.INTERRUPTED), "stopped; " + message);
    }

    /** Waits; true at once when the user wants to stop. */
    private boolean pause(Duration time) throws IOException {
        try {
            return stop.await(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
