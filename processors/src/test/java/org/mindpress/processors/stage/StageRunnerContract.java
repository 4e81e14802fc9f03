package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.EmbeddedBucket;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** What every runner of stages does. The runs are small: a residual net on 400 images of 8 by 8. */
@Timeout(300)
abstract class StageRunnerContract {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    @TempDir
    static Path folder;

    /** Long enough for a wish to stop to arrive in the middle. */
    static final String TEXT = SmallRuns.TEXT.replace("steps: 12", "steps: 150");

    private static WorkerEnvironment environment;
    private static List<String> undisturbed;

    SmallRuns runs;

    /** The runner under test, on that bucket, with that folder for its files. */
    abstract StageRunner runner(Path scratch) throws IOException;

    @BeforeAll
    static void trainUndisturbed() throws Exception {
        environment = WorkerEnvironment.current();
        SmallRuns whole = new SmallRuns(new MemoryStore(), folder, environment).fill();
        RunReference run = whole.submit(TEXT, "whole");
        undisturbed = digests(
                whole.before(run, StageName.QAT, RunListener.NONE).execute(run, StageName.QAT, StopSignal.NEVER));
    }

    @BeforeEach
    void fill() throws IOException {
        runs = new SmallRuns(BUCKET.store(), folder, environment).fill();
    }

    static List<String> digests(StageManifest manifest) {
        return manifest.outputs().stream()
                .map(output -> output.name() + " " + output.sha256())
                .toList();
    }

    List<String> undisturbed() {
        return undisturbed;
    }

    Path scratch() {
        return folder.resolve("runner");
    }

    RunExecutor executor(RunListener listener) throws IOException {
        return runs.executor(runner(scratch()), listener);
    }

    /** A run whose next stage is the training. */
    RunReference beforeTraining(String text) throws Exception {
        RunReference run = runs.submit(text, "run");
        runs.before(run, StageName.QAT, RunListener.NONE);
        return run;
    }

    /** Trains until that many steps are done, then stops as the service does. */
    void stopAt(RunReference run, int step, StageRunner runner) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        SmallRuns.Ears ears = new SmallRuns.Ears(progress -> {
            if (progress.done() >= step) {
                stop.set(true);
            }
        });
        RunExecutor executor = runs.executor(runner, ears);
        StageStoppedException stopped = catchThrowableOfType(
                StageStoppedException.class, () -> executor.execute(run, StageName.QAT, stop::get));
        assertThat(stopped).isNotNull();
        assertThat(stopped.isCancelled()).isFalse();
    }

    @Test
    void theEnvironmentIsThatOfTheMachine() throws Exception {
        assertThat(runner(scratch()).environment()).isEqualTo(environment);
    }

    @Test
    void aStoppedTrainingGoesOnFromItsCheckpointToTheSameBytes() throws Exception {
        RunReference run = beforeTraining(TEXT);
        stopAt(run, 5, runner(scratch()));
        assertThat(BUCKET.keys())
                .anyMatch(key -> key.startsWith(run.stagePrefix(StageName.QAT) + "checkpoints/"))
                .doesNotContain(run.manifestKey(StageName.QAT));
        SmallRuns.Ears ears = new SmallRuns.Ears();
        StageManifest manifest = executor(ears).execute(run, StageName.QAT, StopSignal.NEVER);
        assertThat(ears.notes).anyMatch(note -> note.startsWith("qat: goes on after step "));
        assertThat(ears.ends).containsEntry(StageName.QAT, StageEnd.COMPUTED);
        assertThat(digests(manifest)).isEqualTo(undisturbed);
        assertThat(BUCKET.keys()).noneMatch(key -> key.contains("checkpoint"));
        assertThat(scratch()).isEmptyDirectory();
    }

    @Test
    void aCancelStopsWithinTheStage() throws Exception {
        RunReference run = beforeTraining(SmallRuns.TEXT.replace("steps: 12", "steps: 50000"));
        AtomicBoolean cancelled = new AtomicBoolean();
        RunExecutor executor = executor(new SmallRuns.Ears(progress -> {
            if (progress.done() >= 3 && cancelled.compareAndSet(false, true)) {
                cancel(run);
            }
        }));
        StageStoppedException stopped = catchThrowableOfType(
                StageStoppedException.class, () -> executor.execute(run, StageName.QAT, StopSignal.NEVER));
        assertThat(stopped).isNotNull();
        assertThat(stopped.isCancelled()).isTrue();
        assertThat(scratch()).isEmptyDirectory();
    }

    private void cancel(RunReference run) {
        try {
            runs.runs().cancel(run, new CancelRecord(CancelRecord.VERSION, "enough", "test", Instant.EPOCH));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFaultKeepsItsKindAndItsText() throws Exception {
        RunReference run = runs.submit(SmallRuns.TEXT, "run");
        runs.before(run, StageName.IMPORT, RunListener.NONE);
        runs.store().put(SmallRuns.MODEL, "<html>not found</html>".getBytes(StandardCharsets.UTF_8));
        RunExecutor executor = executor(RunListener.NONE);
        StageException fault = catchThrowableOfType(
                StageException.class, () -> executor.execute(run, StageName.IMPORT, StopSignal.NEVER));
        assertThat(fault).isNotNull();
        assertThat(fault.kind()).as(fault.getMessage()).isEqualTo(ErrorKind.USER);
        assertThat(fault).hasMessageContaining(SmallRuns.MODEL);
    }
}
