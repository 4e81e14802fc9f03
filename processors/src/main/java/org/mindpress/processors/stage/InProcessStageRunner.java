package org.mindpress.processors.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageCache;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.storage.ArtifactStore;

/** Stages in this process, on the thread that calls. A crash of native code ends the process. Thread-safe. */
public final class InProcessStageRunner implements StageRunner {
    private static final DateTimeFormatter ATTEMPT =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmssSSS'z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RunStore runs;
    private final ArtifactStore store;
    private final StageCache cache;
    private final WorkerEnvironment environment;
    private final Path scratch;
    private final Clock clock;

    /**
     * A runner.
     *
     * @param environment of this process
     * @param scratch local folder for working files
     */
    public InProcessStageRunner(RunStore runs, WorkerEnvironment environment, Path scratch, Clock clock) {
        this.runs = runs;
        this.store = runs.bucket();
        this.cache = new StageCache(store);
        this.environment = environment;
        this.scratch = scratch;
        this.clock = clock;
    }

    @Override
    public WorkerEnvironment environment() {
        return environment;
    }

    @Override
    public StageManifest run(StageTask task) throws IOException, StageException, StageStoppedException {
        StageTask.Work work = task.work();
        RunReference run = task.run();
        Files.createDirectories(scratch);
        Path own = Files.createTempDirectory(scratch, task.name().spelling() + "-");
        try {
            String attempt = ATTEMPT.format(clock.instant()) + "-"
                    + ProcessHandle.current().pid();
            Checkpoints checkpoints = new Checkpoints(store, run, task.name(), work.key(), attempt);
            StageContext context = new StageContext(
                    task.name(),
                    work.pipeline(),
                    work.artifacts(),
                    work.inputs(),
                    RunArtifacts.byName(work.known().map(CacheEntry::outputs).orElse(List.of())),
                    run.stagePrefix(task.name()) + attempt + "/",
                    new StageContext.Worker(
                            store,
                            environment,
                            own,
                            task::stop,
                            progress -> task.listener().progress(run, progress),
                            note -> task.listener().note(run, task.name(), note),
                            clock),
                    checkpoints);
            context.checkStop();
            work.stage().run(context);
            StageManifest manifest = runs.settle(
                    run,
                    task.name(),
                    task.manifest(
                            attempt,
                            context.outputs(),
                            context.measurements(),
                            run.manifestKey(task.name()),
                            clock.instant()));
            if (work.known().isEmpty()) {
                cache.add(new CacheEntry(
                        CacheEntry.VERSION,
                        work.key(),
                        manifest.takenFrom(),
                        manifest.outputs(),
                        manifest.measurements()));
            }
            checkpoints.clear();
            return manifest;
        } catch (UncheckedIOException e) {
            throw Optional.ofNullable(e.getCause()).orElseGet(() -> new IOException(e));
        } finally {
            ScratchFolder.delete(own);
        }
    }
}
