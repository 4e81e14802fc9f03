package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.mindir.ExportInformation;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.EmbeddedBucket;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.RunSubmission;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;

/** Runs over the real stages: proof, cache, stop and resume, cancel. */
@Timeout(120)
class RunExecutorTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    /** Those of a run whose data are compared with nothing. */
    private static final Set<StageName> STAGES = EnumSet.complementOf(EnumSet.of(StageName.DRIFT));

    @TempDir
    static Path folder;

    /** A bucket in which one run was never disturbed. */
    private static SmallRuns undisturbed;

    private static RunReference whole;
    private static RunOutcome outcome;
    private static final SmallRuns.Ears HEARD = new SmallRuns.Ears();

    @BeforeAll
    static void runOnce() throws Exception {
        undisturbed = new SmallRuns(new MemoryStore(), folder, WorkerEnvironment.current()).fill();
        whole = undisturbed.submit(SmallRuns.TEXT, "first");
        outcome = undisturbed.complete(whole, HEARD);
    }

    private static SmallRuns copy() {
        return undisturbed.elsewhere(((MemoryStore) undisturbed.store()).copy());
    }

    private static StageManifest manifest(SmallRuns runs, RunReference run, StageName stage) throws IOException {
        return new RunStore(runs.store()).manifest(run, stage).orElseThrow();
    }

    private static List<String> digests(SmallRuns runs, RunReference run, StageName stage) throws IOException {
        return manifest(runs, run, stage).outputs().stream()
                .filter(output -> !List.of(VerifyStage.MEASUREMENTS, VerifyStage.REPORT, VerifyStage.PAGE)
                        .contains(output.name()))
                .map(output -> output.name() + " " + output.sha256())
                .toList();
    }

    @Test
    void allSevenStagesLeaveTheirManifestsAndTheRunPasses() throws Exception {
        assertThat(outcome.status()).as(outcome.reason()).isEqualTo(RunStatus.PASSED);
        assertThat(outcome.figures())
                .containsEntry(Figures.IMAGES, 90.0)
                .containsEntry(Figures.PARITY_DIFFERING, 0.0)
                .containsEntry(Figures.PARITY_TENSORS_DIFFERING, 0.0)
                .containsKeys(Figures.accuracy("trained"), Figures.latency("float", 1, 50), Figures.SQNR_MINIMUM);
        for (StageName stage : STAGES) {
            StageManifest manifest = manifest(undisturbed, whole, stage);
            assertThat(manifest.outputs()).as(stage.spelling()).isNotEmpty();
            for (ArtifactReference output : manifest.outputs()) {
                assertThat(Sha256.of(undisturbed.store().read(output.key()))).isEqualTo(output.sha256());
            }
            assertThat(manifest.takenFrom()).isEqualTo(whole.manifestKey(stage));
        }
        assertThat(HEARD.ends).hasSize(7).containsValue(StageEnd.COMPUTED).doesNotContainValue(StageEnd.CACHED);
        assertThat(undisturbed.store().list(whole.prefix()))
                .extracting(StoredObject::key)
                .noneMatch(key -> key.contains("checkpoint"));
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void theQuantisedFileOfARunPressedAgainGivesTheSameFilesForTheDevice() throws Exception {
        SmallRuns runs = copy();
        runs.store()
                .put(
                        "models/quantised.onnx",
                        runs.store()
                                .read(manifest(undisturbed, whole, StageName.EXPORT)
                                        .output(ModelDocuments.QDQ)
                                        .orElseThrow()
                                        .key()));
        String text = SmallRuns.TEXT
                .replace(SmallRuns.MODEL, "models/quantised.onnx")
                .replaceAll("  (qat|distill): .*\n", "");
        RunReference again = runs.submit(text, "again");
        RunOutcome end = runs.complete(again, new SmallRuns.Ears());
        assertThat(end.status()).as(end.reason()).isEqualTo(RunStatus.PASSED);
        for (String file : List.of(ExportStage.DEPLOYMENT, ExportStage.VERIFICATION)) {
            assertThat(manifest(runs, again, StageName.EXPORT)
                            .output(file)
                            .orElseThrow()
                            .sha256())
                    .as(file)
                    .isEqualTo(manifest(runs, whole, StageName.EXPORT)
                            .output(file)
                            .orElseThrow()
                            .sha256());
        }
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
        assertThat(new String(
                        runs.store()
                                .read(manifest(runs, again, StageName.CALIBRATE)
                                        .output(VerifyInputs.CALIBRATION)
                                        .orElseThrow()
                                        .key()),
                        StandardCharsets.UTF_8))
                .contains("\"given\"");
    }

    @Test
    void aLayerKeptInFloatGoesThroughAllStages() throws Exception {
        SmallRuns runs = copy();
        String rule = "{ block: residual, granularity: per-channel }";
        assertThat(SmallRuns.TEXT).contains(rule);
        RunReference run = runs.submit(
                SmallRuns.TEXT.replace(rule, rule + ", { layers: block.a.conv, precision: float32 }"), "float");
        RunOutcome mixed = runs.complete(run, new SmallRuns.Ears());
        assertThat(mixed.status()).as(mixed.reason()).isEqualTo(RunStatus.PASSED);
        assertThat(mixed.figures())
                .containsEntry(Figures.PARITY_DIFFERING, 0.0)
                .containsEntry(Figures.PARITY_TENSORS_DIFFERING, 0.0);
        StageManifest manifest = manifest(runs, run, StageName.EXPORT);
        MindirModel file = MindirReader.read(
                "deployment",
                runs.store()
                        .read(manifest.outputs().stream()
                                .filter(output -> output.name().equals(ExportStage.DEPLOYMENT))
                                .findFirst()
                                .orElseThrow()
                                .key()));
        assertThat(ExportInformation.of(file).orElseThrow().floatLayers()).containsExactly("block.a.conv");
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }

    @Test
    void everyDocumentInTheBucketObeysItsSchema() throws Exception {
        assertThat(BucketSchemas.problems(undisturbed.store())).isEmpty();
        assertThat(BucketSchemas.schemasUsed(undisturbed.store()))
                .contains("manifest-1.json", "certificate-2.json", "quantization-1.json", "cache-entry-1.json");
    }

    @Test
    void aRunThatWasStoppedGoesOnAndEndsInTheSameBytes() throws Exception {
        SmallRuns runs = undisturbed.elsewhere(BUCKET.store()).fill();
        RunReference run = runs.submit(SmallRuns.TEXT, "stopped");
        for (StageName training : List.of(StageName.QAT, StageName.DISTILL)) {
            AtomicBoolean stop = new AtomicBoolean();
            SmallRuns.Ears ears = new SmallRuns.Ears(progress -> {
                if (progress.stage() == training && progress.done() >= 5) {
                    stop.set(true);
                }
            });
            RunExecutor first = runs.before(run, training, ears);
            assertThatThrownBy(() -> first.execute(run, training, stop::get))
                    .isInstanceOfSatisfying(
                            StageStoppedException.class,
                            stopped -> assertThat(stopped.isCancelled()).isFalse());
            assertThat(ears.ends).containsEntry(training, StageEnd.STOPPED);
            assertThat(BUCKET.keys())
                    .anyMatch(key -> key.matches(run.stagePrefix(training) + "checkpoints/\\d+\\.json"))
                    .doesNotContain(run.manifestKey(training));
            assertThat(BucketSchemas.problems(runs.store())).isEmpty();
        }
        SmallRuns.Ears ears = new SmallRuns.Ears();
        RunOutcome resumed = runs.elsewhere(BUCKET.store()).complete(run, ears);
        assertThat(ears.notes).anyMatch(note -> note.matches("distill: goes on after step [5-7] of 8"));
        assertThat(ears.ends).doesNotContainKey(StageName.QAT);
        for (StageName stage : STAGES) {
            assertThat(digests(runs, run, stage)).as(stage.spelling()).isEqualTo(digests(undisturbed, whole, stage));
        }
        assertThat(resumed.status()).isEqualTo(outcome.status());
        assertThat(resumed.reason()).isEqualTo(outcome.reason());
        assertThat(BUCKET.keys()).noneMatch(key -> key.contains("checkpoint"));
    }

    @Test
    void aSecondRunTakesEverythingFromCacheButLatencies() throws Exception {
        SmallRuns runs = copy();
        RunReference second = runs.submit(SmallRuns.TEXT, "second");
        SmallRuns.Ears ears = new SmallRuns.Ears();
        RunOutcome again = runs.complete(second, ears);
        for (StageName stage : STAGES) {
            boolean measures = stage == StageName.VERIFY;
            assertThat(ears.ends)
                    .as(stage.spelling())
                    .containsEntry(stage, measures ? StageEnd.COMPUTED : StageEnd.CACHED);
            assertThat(digests(runs, second, stage)).isEqualTo(digests(runs, whole, stage));
            assertThat(manifest(runs, second, stage).takenFrom())
                    .isEqualTo((measures ? second : whole).manifestKey(stage));
        }
        assertThat(manifest(runs, second, StageName.VERIFY)
                        .output(VerifyStage.MEASUREMENTS)
                        .orElseThrow()
                        .key())
                .startsWith(second.prefix());
        assertThat(again.reason()).isEqualTo(outcome.reason());
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }

    @Test
    void aRerunFromAStageComputesItAndAllBehindItToTheSameBytes() throws Exception {
        SmallRuns runs = copy();
        RunReference second = new RunSubmission(runs.runs(), Clock.systemUTC())
                .repeat(
                        runs.runs().request(whole).orElseThrow(),
                        Optional.of(StageName.CALIBRATE),
                        TriggerKey.api("small", "again"),
                        "test")
                .run();
        SmallRuns.Ears ears = new SmallRuns.Ears();
        RunOutcome again = runs.complete(second, ears);
        for (StageName stage : STAGES) {
            boolean computes = stage.compareTo(StageName.CALIBRATE) >= 0;
            assertThat(ears.ends)
                    .as(stage.spelling())
                    .containsEntry(stage, computes ? StageEnd.COMPUTED : StageEnd.CACHED);
            assertThat(digests(runs, second, stage)).isEqualTo(digests(runs, whole, stage));
        }
        String key = manifest(runs, second, StageName.EXPORT).stageKey();
        assertThat(runs.store().list("cache/" + key + "/")).hasSize(2);
        assertThat(again.status()).isEqualTo(outcome.status());
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }

    @Test
    void anArtifactThatIsGoneIsComputedAgain() throws Exception {
        SmallRuns runs = copy();
        String gone = manifest(runs, whole, StageName.QAT)
                .output(ModelDocuments.MODEL)
                .orElseThrow()
                .key();
        runs.store().delete(List.of(gone));
        RunReference second = runs.submit(SmallRuns.TEXT, "second");
        SmallRuns.Ears ears = new SmallRuns.Ears();
        runs.complete(second, ears);
        assertThat(ears.ends)
                .containsEntry(StageName.IMPORT, StageEnd.CACHED)
                .containsEntry(StageName.QAT, StageEnd.COMPUTED)
                .containsEntry(StageName.DISTILL, StageEnd.CACHED);
        assertThat(digests(runs, second, StageName.QAT)).isEqualTo(digests(undisturbed, whole, StageName.QAT));
        String key = manifest(runs, second, StageName.QAT).stageKey();
        assertThat(runs.store().list("cache/" + key + "/"))
                .extracting(StoredObject::key)
                .containsExactly("cache/" + key + "/1.json", "cache/" + key + "/2.json");
    }

    @Test
    void aFinishedStageIsAdopted() throws Exception {
        SmallRuns runs = copy();
        SmallRuns.Ears ears = new SmallRuns.Ears();
        StageManifest found = runs.executor(ears).execute(whole, StageName.QAT, StopSignal.NEVER);
        assertThat(found).isEqualTo(manifest(runs, whole, StageName.QAT));
        assertThat(ears.ends).containsEntry(StageName.QAT, StageEnd.ADOPTED);
        assertThat(runs.executor(ears).openStages(whole)).isEmpty();
    }

    @Test
    void aCancelStopsWithinTheStage() throws Exception {
        SmallRuns runs = copy();
        RunReference run = runs.submit(SmallRuns.TEXT.replace("steps: 12", "steps: 5000"), "long");
        List<Long> steps = new ArrayList<>();
        RunExecutor executor = runs.before(run, StageName.QAT, new SmallRuns.Ears(progress -> {
            steps.add(progress.done());
            if (progress.stage() == StageName.QAT && progress.done() == 3) {
                cancel(runs, run);
            }
        }));
        assertThatThrownBy(() -> executor.execute(run, StageName.QAT, StopSignal.NEVER))
                .isInstanceOfSatisfying(
                        StageStoppedException.class,
                        stopped -> assertThat(stopped.isCancelled()).isTrue());
        assertThat(steps.get(steps.size() - 1)).isLessThan(50);
        RunOutcome end = executor.cancelled(run, StageName.QAT);
        assertThat(end.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(end.reason()).isEqualTo("enough");
        assertThat(end.isSuperseded()).isFalse();
        assertThat(end.stage()).isEqualTo("qat");
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }

    private static void cancel(SmallRuns runs, RunReference run) {
        try {
            runs.runs().cancel(run, new CancelRecord(CancelRecord.VERSION, "enough", "test", Instant.EPOCH));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void newerDataSupersedesARunThatHasNotReadItsData() throws Exception {
        SmallRuns runs = undisturbed.elsewhere(new MemoryStore()).fill();
        RunReference run = runs.submit(SmallRuns.TEXT, "old data");
        runs.images("train", 410, 5);
        RunExecutor executor = runs.executor(RunListener.NONE);
        StageStoppedException stopped = catchThrowableOfType(
                StageStoppedException.class, () -> executor.execute(run, StageName.FETCH, StopSignal.NEVER));
        assertThat(stopped.isCancelled()).isTrue();
        RunOutcome end = executor.cancelled(run, StageName.FETCH);
        assertThat(end.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(end.isSuperseded()).isTrue();
        assertThat(end.reason()).startsWith("superseded by listing ").contains(SmallRuns.DATA);
    }
}
