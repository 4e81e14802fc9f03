package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/**
 * What is wrong with the user's model, data or pipeline ends the run in its stage, says the place and what to do, and leaves nothing
 * half-written.
 */
@Timeout(60)
class RunFaultsTest {
    private static final String PTQ = SmallRuns.TEXT
            .replaceAll("  qat: .*\n", "")
            .replaceAll("  distill: .*\n", "")
            .replace(", activation-delay: 4 steps", "");

    @TempDir
    static Path folder;

    private static WorkerEnvironment environment;

    private SmallRuns runs;

    @BeforeAll
    static void loadNatives() {
        environment = WorkerEnvironment.current();
    }

    @BeforeEach
    void fill() throws IOException {
        runs = new SmallRuns(new MemoryStore(), folder, environment).fill();
    }

    /** The fault of that stage, which must be the user's. */
    private String fault(String text, StageName stage) throws Exception {
        RunReference run = runs.submit(text, "faulty");
        return fault(run, stage);
    }

    private String fault(RunReference run, StageName stage) throws Exception {
        RunExecutor executor = runs.before(run, stage, RunListener.NONE);
        StageException fault =
                catchThrowableOfType(StageException.class, () -> executor.execute(run, stage, StopSignal.NEVER));
        assertThat(fault).isNotNull();
        assertThat(fault.kind()).as(fault.getMessage()).isEqualTo(ErrorKind.USER);
        RunOutcome outcome = executor.fail(run, stage, fault);
        assertThat(outcome.status()).isEqualTo(RunStatus.ERROR);
        assertThat(outcome.stage()).isEqualTo(stage.spelling());
        assertThat(outcome.reason()).isEqualTo(fault.getMessage());
        assertThat(runs.store().list(run.stagePrefix(stage))).isEmpty();
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
        return outcome.reason();
    }

    @Test
    void anotherNumberOfClasses() throws Exception {
        runs.store().put(SmallRuns.MODEL, SmallNet.withClasses(4));
        assertThat(fault(SmallRuns.TEXT, StageName.IMPORT))
                .contains("the model has 4 outputs", "squares has 3 classes [dark, left, top]", "Remedy:");
    }

    @Test
    void aWeightThatIsNoNumber() throws Exception {
        runs.store().put(SmallRuns.MODEL, SmallNet.withNan());
        assertThat(fault(SmallRuns.TEXT, StageName.IMPORT)).contains(SmallRuns.MODEL, "fc.weight", "NaN", "Remedy:");
    }

    @Test
    void operatorsThatNoDeviceComputesAllAtOnce() throws Exception {
        runs.store().put(SmallRuns.MODEL, withOperator("Tan"));
        assertThat(fault(SmallRuns.TEXT, StageName.IMPORT))
                .contains(SmallRuns.MODEL, "Tan", "stem.relu", "block.a.relu", "block.relu");
    }

    private static byte[] withOperator(String operator) throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(SmallNet.onnx()).toBuilder();
        model.getGraphBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals("Relu"))
                .forEach(node -> node.setOpType(operator));
        return model.build().toByteArray();
    }

    @Test
    void aRuleThatMatchesNothing() throws Exception {
        String text = SmallRuns.TEXT.replace("block: residual", "layers: \"body.*.conv\"");
        assertThat(fault(text, StageName.IMPORT)).contains("body.*.conv", "stem.conv");
    }

    @Test
    void aModelForOtherImages() throws Exception {
        String text = SmallRuns.TEXT.replace("height: 8", "height: 16");
        String reason = fault(text, StageName.FETCH);
        assertThat(reason).contains("8 x 8", "16");
    }

    @Test
    void halfAModelAndNoModel() throws Exception {
        byte[] onnx = SmallNet.onnx();
        runs.store().put(SmallRuns.MODEL, Arrays.copyOf(onnx, onnx.length / 2));
        assertThat(fault(SmallRuns.TEXT, StageName.IMPORT)).contains(SmallRuns.MODEL);
        runs.store().put(SmallRuns.MODEL, "<html>not found</html>".getBytes(StandardCharsets.UTF_8));
        assertThat(fault(runs.submit(SmallRuns.TEXT, "garbage"), StageName.IMPORT))
                .contains(SmallRuns.MODEL);
        RunReference late = runs.submit(SmallRuns.TEXT, "late");
        runs.store().delete(List.of(SmallRuns.MODEL));
        assertThat(fault(late, StageName.IMPORT)).contains(SmallRuns.MODEL);
    }

    @Test
    void halfADataSet() throws Exception {
        String key = SmallRuns.DATA + "train-images-idx3-ubyte";
        byte[] whole = runs.store().read(key);
        runs.store().put(key, Arrays.copyOf(whole, whole.length - 7));
        runs.store().delete(List.of(SmallRuns.DATA + "t10k-labels-idx1-ubyte"));
        assertThat(fault(SmallRuns.TEXT, StageName.FETCH))
                .contains(key, "400 x 8 x 8", SmallRuns.DATA + "t10k-labels-idx1-ubyte", "missing")
                .doesNotContain(folder.toString());
    }

    @Test
    void tooFewImagesToCalibrate() throws Exception {
        runs.images("train", 60, 3);
        assertThat(fault(runs.submit(PTQ, "few images"), StageName.CALIBRATE)).contains("54", "100");
    }

    @Test
    void withoutTrainingTheRunIsFiveStages() throws Exception {
        RunReference run = runs.submit(PTQ, "ptq");
        assertThat(runs.executor(RunListener.NONE).openStages(run))
                .containsExactly(
                        StageName.FETCH, StageName.IMPORT, StageName.CALIBRATE, StageName.EXPORT, StageName.VERIFY);
        RunOutcome outcome = runs.complete(run, RunListener.NONE);
        assertThat(outcome.status()).as(outcome.reason()).isEqualTo(RunStatus.PASSED);
        assertThat(outcome.figures()).doesNotContainKey(Figures.accuracy("trained"));
        assertThat(BucketSchemas.problems(runs.store())).isEmpty();
    }
}
