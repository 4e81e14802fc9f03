package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.camel.RunEnd;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.ClaimKeeper;
import org.mindpress.processors.run.Claims;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.ProcessTable;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.processors.run.WorkerProcess;
import org.mindpress.processors.stage.StageSequence;

class RunRoutesTest {
    private static SmallPress press;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
        press.put("small", 1);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static Submitted submit(String text) throws Exception {
        return press.service().submissions().commandLine(Submissions.parse("test", text), text);
    }

    @Test
    void aTrainedRunHasAllManifestsAndTheNextOneTakesThemFromCache() throws Exception {
        String text = SmallPress.trainedPipeline("trained", "small");
        RunReference first = submit(text).run();

        RunEnd end = press.finish(first);

        assertThat(end.outcome().map(RunOutcome::status)).as(end.toString()).contains(RunStatus.PASSED);
        for (StageName stage :
                StageSequence.of(press.runs().request(first).orElseThrow()).names()) {
            assertThat(press.runs().manifest(first, stage)).as(stage.spelling()).isPresent();
        }
        Submitted second = submit(text);
        assertThat(second.created()).isTrue();
        assertThat(second.run()).isNotEqualTo(first);
        assertThat(press.finish(second.run()).outcome().map(RunOutcome::status)).contains(RunStatus.PASSED);
        assertThat(press.runs().manifest(second.run(), StageName.DISTILL).map(StageManifest::takenFrom))
                .contains(first.manifestKey(StageName.DISTILL));
    }

    @Test
    void aRunWithoutTrainingHasNoTrainingStages() throws Exception {
        RunReference run = submit(SmallPress.pipeline("calibrated", "small")).run();

        assertThat(press.finish(run).outcome().map(RunOutcome::status)).contains(RunStatus.PASSED);
        assertThat(press.runs().manifest(run, StageName.QAT)).isEmpty();
        assertThat(press.runs().manifest(run, StageName.VERIFY)).isPresent();
    }

    @Test
    void aBrokenDataSetEndsTheRunAtFetchWithTheObjectsName() throws Exception {
        press.put("broken", 2);
        press.service()
                .bucket()
                .put("datasets/broken/t10k-images-idx3-ubyte", "garbage".getBytes(StandardCharsets.UTF_8));
        RunReference run = submit(SmallPress.pipeline("broken", "broken")).run();

        RunOutcome outcome = press.finish(run).outcome().orElseThrow();

        assertThat(outcome.status()).isEqualTo(RunStatus.ERROR);
        assertThat(outcome.errorKind()).isEqualTo(ErrorKind.USER);
        assertThat(outcome.stage()).isEqualTo("fetch");
        assertThat(outcome.reason()).contains("t10k-images-idx3-ubyte");
    }

    @Test
    void aCancelledRunEndsAsCancelled() throws Exception {
        RunReference run = submit(SmallPress.pipeline("cancelled", "small")).run();
        press.runs().cancel(run, new CancelRecord(CancelRecord.VERSION, "no longer needed", "test", Instant.EPOCH));

        RunOutcome outcome = press.finish(run).outcome().orElseThrow();

        assertThat(outcome.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(outcome.reason()).isEqualTo("no longer needed");
    }

    @Test
    void dataThatChangedSinceSubmissionStartsOneRunOfTheNewData() throws Exception {
        press.put("moving", 3);
        RunReference old = submit(SmallPress.pipeline("moving", "moving")).run();
        press.service().bucket().put("datasets/moving/notes.txt", new byte[] {1});

        RunEnd end = press.finish(old);

        assertThat(end.outcome().filter(RunOutcome::isSuperseded))
                .as(end.toString())
                .isPresent();
        SmallPress.until(
                "a second run is over",
                () -> press.runs().list("moving").size() == 2
                        && press.runs().unfinished().stream()
                                .noneMatch(run -> run.pipeline().equals("moving")));
    }

    @Test
    void aRunThatALivingWorkerHoldsIsLeftAlone() throws Exception {
        RunReference run = submit(SmallPress.pipeline("held", "small")).run();
        Claims other = new Claims(
                press.service().bucket(),
                WorkerProcess.current(InetAddress.getLocalHost().getHostName()),
                ProcessTable.local(),
                Clock.systemUTC());
        ClaimKeeper keeper = new ClaimKeeper(other.claim(run).claim().orElseThrow());
        try (keeper) {
            RunEnd end = press.finish(run);
            assertThat(end.outcome()).isEmpty();
            assertThat(end.reason()).endsWith("works on it");
        }
        assertThat(press.finish(run).outcome().map(RunOutcome::status)).contains(RunStatus.PASSED);
    }

    @Test
    void aServiceThatStopsLeavesTheRunToTheNext() throws Exception {
        RunReference run = submit(SmallPress.pipeline("stopped", "small")).run();
        try (Service stopping = press.another()) {
            stopping.requestStop();
            RunEnd end = stopping.work(run).get();
            assertThat(end.outcome()).isEmpty();
            assertThat(end.reason()).contains("can go on later");
        }
        assertThat(press.runs().outcome(run)).isEmpty();
        assertThat(press.finish(run).outcome().map(RunOutcome::status)).contains(RunStatus.PASSED);
    }

    @Test
    void submissionRefusesWhatIsMissingOrDoesNotFitAndWritesNothing() throws Exception {
        String missing = SmallPress.pipeline("missing", "nowhere").replace(SmallPress.MODEL, "models/none.onnx");
        assertThatThrownBy(() -> submit(missing))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("datasets/nowhere/")
                .hasMessageContaining("models/none.onnx");

        press.service().bucket().put("models/garbage.onnx", "no model".getBytes(StandardCharsets.UTF_8));
        String garbage = SmallPress.pipeline("missing", "small").replace(SmallPress.MODEL, "models/garbage.onnx");
        assertThatThrownBy(() -> submit(garbage))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("models/garbage.onnx")
                .hasMessageContaining("not an ONNX model");

        String idle = SmallPress.pipeline("missing", "small") + """
                policy: { rules: [ { block: bottleneck, granularity: per-tensor } ] }
                """;
        assertThatThrownBy(() -> submit(idle))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("matches no layer");
        assertThat(press.runs().list("missing")).isEmpty();
    }

    @Test
    void aScheduledTimeStartsOneRunHoweverOftenItFires() throws Exception {
        String text = SmallPress.pipeline("nightly", "small");
        RunReference byHand = submit(text).run();
        press.runs().cancel(byHand, new CancelRecord(CancelRecord.VERSION, "test", "test", Instant.EPOCH));
        Instant night = Instant.parse("2026-11-26T02:00:00Z");

        Submitted first = press.service().submissions().onSchedule("nightly", night, "schedule");
        Submitted again = press.service().submissions().onSchedule("nightly", night, "schedule");

        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.run()).isEqualTo(first.run());
        assertThat(press.runs().request(first.run()).orElseThrow().submittedBy())
                .isEqualTo("schedule, for 2026-11-26T02:00:00Z");
        assertThat(press.runs().request(first.run()).orElseThrow().trigger())
                .isEqualTo(TriggerKey.schedule("nightly", night));
        assertThat(new TreeMap<>(press.runs().request(first.run()).orElseThrow().inputs()))
                .containsOnlyKeys("data", "model");
    }
}
