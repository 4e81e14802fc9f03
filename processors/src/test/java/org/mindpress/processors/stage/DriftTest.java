package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.storage.Sha256;

/** Runs whose data are compared with those of an earlier run. */
@Timeout(120)
class DriftTest {
    @TempDir
    static Path folder;

    private static SmallRuns passed;
    private static RunReference before;

    @BeforeAll
    static void runOnce() throws Exception {
        passed = new SmallRuns(new MemoryStore(), folder, WorkerEnvironment.current()).fill();
        before = passed.submit(SmallRuns.TEXT, "before");
        assertThat(passed.complete(before, new SmallRuns.Ears()).status()).isEqualTo(RunStatus.PASSED);
    }

    private final SmallRuns runs = passed.elsewhere(((MemoryStore) passed.store()).copy());
    private final SmallRuns.Ears ears = new SmallRuns.Ears();

    private RunReference submit(long seed, IntUnaryOperator camera) throws Exception {
        return submit(400, seed, camera);
    }

    private RunReference submit(int count, long seed, IntUnaryOperator camera) throws Exception {
        runs.images("train", count, seed, camera);
        runs.images("t10k", 90, seed + 1, camera);
        Pipeline pipeline = new PipelineParser(UriRules.bucketOnly()).parse("small.yaml", SmallRuns.TEXT);
        RunSubmission submission = new RunSubmission(runs.runs(), Clock.systemUTC());
        SortedMap<String, InputReference> inputs = submission.inputs(pipeline);
        String key = before.manifestKey(StageName.CALIBRATE);
        inputs.put(
                RunRequest.BASELINE,
                new InputReference(key, Sha256.of(runs.store().read(key))));
        return submission
                .submit(pipeline, SmallRuns.TEXT, TriggerKey.api("small", "new data"), inputs, "test")
                .run();
    }

    private StageManifest manifest(RunReference run, StageName stage) throws IOException {
        return runs.runs().manifest(run, stage).orElseThrow();
    }

    private DriftDocument drift(RunReference run) throws IOException {
        String key = manifest(run, StageName.DRIFT)
                .output(DriftDocument.NAME)
                .orElseThrow()
                .key();
        return Documents.read(key, runs.store().read(key), DriftDocument.class);
    }

    private String output(RunReference run, StageName stage, String name) throws IOException {
        return manifest(run, stage).output(name).orElseThrow().sha256();
    }

    @Test
    void dataThatLookLikeThoseBeforeEndTheRunWithoutComputingAnything() throws Exception {
        RunReference run = submit(11, pixel -> pixel);
        RunOutcome outcome = runs.complete(run, ears);
        assertThat(outcome.status()).as(outcome.reason()).isEqualTo(RunStatus.UNCHANGED);
        assertThat(outcome.reason())
                .contains("look like those")
                .isEqualTo(drift(run).reason());
        assertThat(outcome.figures())
                .containsEntry("drift.decision.nothing", 1.0)
                .containsKey("drift.index.largest");
        assertThat(ears.ends).containsOnlyKeys(StageName.FETCH, StageName.DRIFT);
        assertThat(runs.executor(ears).openStages(run)).isEmpty();
        assertThat(drift(run).points()).hasSameSizeAs(calibration(before).points());
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }

    @Test
    void rangesThatHaveBecomeTooNarrowAreSearchedAnewAndWhatWasTrainedStays() throws Exception {
        RunReference run = submit(12, DriftTest::glare);
        RunOutcome outcome = runs.complete(run, ears);
        assertThat(drift(run).decision()).as(drift(run).toString()).isEqualTo("recalibrate");
        assertThat(outcome.status()).as(outcome.reason()).isEqualTo(RunStatus.PASSED);
        for (StageName stage : List.of(StageName.QAT, StageName.DISTILL)) {
            assertThat(ears.ends).containsEntry(stage, StageEnd.CACHED);
            assertThat(output(run, stage, ModelDocuments.MODEL)).isEqualTo(output(before, stage, ModelDocuments.MODEL));
            assertThat(manifest(run, stage).takenFrom()).isEqualTo(before.manifestKey(stage));
        }
        assertThat(ears.ends).containsEntry(StageName.CALIBRATE, StageEnd.COMPUTED);
        assertThat(calibration(before).points()).anyMatch(CalibrationDocument.Point::trained);
        assertThat(calibration(run).points()).noneMatch(CalibrationDocument.Point::trained);
        assertThat(calibration(run).notes()).anyMatch(note -> note.contains(before.toString()));
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }

    @Test
    void aModelThatAnswersOtherwiseIsTrainedAnew() throws Exception {
        RunReference run = submit(13, pixel -> 255 - pixel);
        runs.before(run, StageName.CALIBRATE, ears);
        assertThat(drift(run).decision()).as(drift(run).toString()).isEqualTo("rerun");
        assertThat(drift(run).reason()).contains("answers otherwise");
        assertThat(ears.ends).containsEntry(StageName.QAT, StageEnd.COMPUTED);
        assertThat(output(run, StageName.QAT, ModelDocuments.MODEL))
                .isNotEqualTo(output(before, StageName.QAT, ModelDocuments.MODEL));
    }

    @Test
    void trainingThatIsAskedForIsDoneWhateverHasDrifted() throws Exception {
        RunReference first = submit(12, DriftTest::glare);
        runs.before(first, StageName.CALIBRATE, ears);
        RunReference again = new RunSubmission(runs.runs(), Clock.systemUTC())
                .repeat(
                        runs.runs().request(first).orElseThrow(),
                        Optional.of(StageName.QAT),
                        TriggerKey.api("small", "again"),
                        "test")
                .run();
        runs.before(again, StageName.DISTILL, ears);
        assertThat(ears.ends).containsEntry(StageName.QAT, StageEnd.COMPUTED);
    }

    @Test
    void aBaselineThatIsGoneIsNamedWithTheRemedy() throws Exception {
        RunReference run = submit(14, pixel -> pixel);
        runs.store().delete(List.of(before.manifestKey(StageName.CALIBRATE)));
        assertThatThrownBy(() -> runs.complete(run, ears))
                .isInstanceOfSatisfying(
                        StageException.class, fault -> assertThat(fault.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContaining(before.manifestKey(StageName.CALIBRATE))
                .hasMessageContaining("Remedy");
    }

    @Test
    void tooFewNewImagesAreTheUsersFaultAsAtCalibration() throws Exception {
        RunReference run = submit(90, 15, pixel -> pixel);
        assertThatThrownBy(() -> runs.complete(run, ears))
                .isInstanceOfSatisfying(
                        StageException.class, fault -> assertThat(fault.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContaining("at least 100");
    }

    /** The brightest pixels are brighter than any was before. */
    private static int glare(int pixel) {
        return pixel > 212 ? 255 : pixel;
    }

    private CalibrationDocument calibration(RunReference run) throws IOException {
        String key = manifest(run, StageName.CALIBRATE)
                .output(CalibrationDocument.NAME)
                .orElseThrow()
                .key();
        return Documents.read(key, runs.store().read(key), CalibrationDocument.class);
    }
}
