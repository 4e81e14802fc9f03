package org.mindpress.processors.stage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** A stage that is to be computed, with everything that its result depends on. Thread-safe. */
public final class StageTask {
    private final RunReference run;
    private final Work work;
    private final WorkerEnvironment environment;
    private final StopWatch watch;
    private final RunListener listener;

    /**
     * What to do.
     *
     * @param key stage key
     * @param begin when somebody first looked at it
     */
    record Work(
            Stage stage,
            Pipeline pipeline,
            RunArtifacts artifacts,
            List<StageInput> inputs,
            SortedMap<String, String> settings,
            String key,
            Optional<CacheEntry> known,
            Instant begin) {}

    StageTask(RunReference run, Work work, WorkerEnvironment environment, StopWatch watch, RunListener listener) {
        this.run = run;
        this.work = work;
        this.environment = environment;
        this.watch = watch;
        this.listener = listener;
    }

    public RunReference run() {
        return run;
    }

    public StageName name() {
        return work.stage().name();
    }

    /** Why to stop; empty while there is no reason. To be asked often. */
    public Optional<StageStoppedException> stop() {
        return watch.poll();
    }

    /** Hears what happens. */
    public RunListener listener() {
        return listener;
    }

    Work work() {
        return work;
    }

    StopWatch watch() {
        return watch;
    }

    /** The manifest of an attempt. */
    StageManifest manifest(
            String attempt,
            List<ArtifactReference> outputs,
            SortedMap<String, Double> measurements,
            String takenFrom,
            Instant end) {
        return new StageManifest(
                StageManifest.VERSION,
                name().spelling(),
                work.key(),
                attempt,
                work.inputs().stream().map(StageTask::reference).toList(),
                outputs,
                work.settings(),
                environment.versions(),
                measurements,
                takenFrom,
                work.begin().truncatedTo(ChronoUnit.MILLIS),
                end.truncatedTo(ChronoUnit.MILLIS));
    }

    /** What is the user's is known by its listing; its size does not matter to anybody. */
    private static ArtifactReference reference(StageInput input) {
        return new ArtifactReference(input.name(), input.key(), 0, input.digest());
    }
}
