package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.routes.service.Service;
import org.mindpress.routes.service.ServiceSettings;
import org.mindpress.routes.service.Submissions;
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
    private String shownNote = "";

    RunSession(StoreOptions options, Path home, Terminal terminal, StopRequest stop, Clock clock) {
        this.options = options;
        this.home = home;
        this.terminal = terminal;
        this.stop = stop;
        this.clock = clock;
        this.display = terminal.progress(clock);
    }

    /** What happens in the bucket before submission and after the outcome. */
    interface Work {
        /** Puts there what the pipeline reads. */
        default void prepare(ArtifactStore bucket) throws IOException {}

        /** Looks at what came of it. */
        ExitCode conclude(ArtifactStore bucket, RunReference run, RunOutcome outcome) throws IOException, CommandFault;
    }

    ExitCode run(Pipeline pipeline, String text, Work work) throws IOException, StageException, CommandFault {
        boolean told = false;
        while (true) {
            try (StoreAccess access = StoreAccess.open(options)) {
                if (!access.isClient()) {
                    return inThisProcess(access, pipeline, text, work);
                }
                Optional<ApiClient> api = access.client();
                if (api.isPresent()) {
                    Optional<ExitCode> end = byTheOwner(access, api.get(), pipeline, text, work);
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

    private ExitCode inThisProcess(StoreAccess access, Pipeline pipeline, String text, Work work)
            throws IOException, StageException, CommandFault {
        ServiceSettings settings = ServiceSettings.command(home, access.scratch(options));
        try (Service service = Service.start(access.settings(), settings, new RunProgress(display, clock), clock)) {
            access.announce(service);
            work.prepare(service.bucket());
            Submitted submitted = service.submissions().commandLine(pipeline, text);
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
    private Optional<ExitCode> byTheOwner(StoreAccess access, ApiClient api, Pipeline pipeline, String text, Work work)
            throws IOException, StageException, CommandFault {
        try (S3ArtifactStore bucket = access.bucket()) {
            work.prepare(bucket);
            Submitted submitted = new Submissions(bucket, clock).commandLine(pipeline, text);
            announce(submitted);
            terminal.say(
                    "process " + access.owner().map(String::valueOf).orElse("?") + " runs the store and works on it");
            Optional<RunOutcome> outcome;
            try {
                outcome = follow(api, new RunStore(bucket), submitted.run());
            } finally {
                display.clear();
            }
            return outcome.isEmpty()
                    ? Optional.empty()
                    : Optional.of(work.conclude(bucket, submitted.run(), outcome.get()));
        }
    }

    private Optional<RunOutcome> follow(ApiClient api, RunStore runs, RunReference run)
            throws IOException, CommandFault {
        for (long look = 0; ; look++) {
            try {
                Optional<RunOutcome> outcome = runs.outcome(run);
                if (outcome.isPresent()) {
                    return outcome;
                }
                if (look % REMIND_EVERY == 0) {
                    api.post("/api/runs", "{\"run\": \"" + run.run().text() + "\"}");
                }
                show(api.get("/api/runs/" + run.run().text()));
            } catch (IOException gone) {
                return Optional.empty();
            }
            if (pause(LOOK_AT_OWNER)) {
                throw stopped("the run goes on in the other process. To stop it: mindpress cancel "
                        + run.run().text());
            }
        }
    }

    private void show(JsonNode run) {
        for (JsonNode stage : run.path("stages")) {
            JsonNode at = stage.path("progress");
            String note = at.path("stage").asText() + " " + at.path("note").asText();
            if (at.has("note") && !note.equals(shownNote)) {
                shownNote = note;
                display.say(String.format(
                        Locale.ROOT,
                        "  %-10s %s",
                        at.path("stage").asText(),
                        at.path("note").asText()));
            }
            if (at.has("total")) {
                display.show(new Progress(
                        at.path("stage").asText(),
                        at.path("done").asLong(),
                        at.path("total").asLong(),
                        at.path("unit").asText() + ", " + at.path("phase").asText(),
                        number(at, "imagesPerSecond"),
                        number(at, "loss"),
                        at.has("secondsLeft")
                                ? Optional.of(Duration.ofSeconds(
                                        at.path("secondsLeft").asLong()))
                                : Optional.empty()));
            }
        }
    }

    private static OptionalDouble number(JsonNode node, String name) {
        return node.has(name) ? OptionalDouble.of(node.path(name).asDouble()) : OptionalDouble.empty();
    }

    private void announce(Submitted submitted) {
        String id = submitted.run().run().text();
        terminal.say(
                submitted.created()
                        ? "run " + id + " of pipeline " + submitted.run().pipeline()
                        : "run " + id + " of pipeline " + submitted.run().pipeline() + " is unfinished and goes on");
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
