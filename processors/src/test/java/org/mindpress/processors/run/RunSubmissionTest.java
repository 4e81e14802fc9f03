package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.pipeline.PipelineParser;
import org.mindpress.processors.pipeline.UriRules;

/** From a trigger to a run, at most one for equal triggers. */
@Timeout(60)
final class RunSubmissionTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final String TEXT = """
            pipeline: small
            data: { set: tiny, format: cifar-10 }
            model: { uri: "bucket:models/tiny.onnx" }
            input: { channels: GRAY, height: 8, width: 8, mean: [0.5], standard-deviation: [0.25] }
            """;
    private static final String DISTILL = """
            stages:
              distill: { steps: 2, teacher: "bucket:models/teacher.onnx" }
            """;

    @TempDir
    Path folder;

    private RunStore runs;
    private RunSubmission submission;
    private Pipeline pipeline;

    @BeforeEach
    void prepare() throws Exception {
        runs = new RunStore(BUCKET.store());
        submission = new RunSubmission(runs, Examples.CLOCK);
        pipeline = parse(TEXT);
        BUCKET.store().put("datasets/tiny/a", new byte[] {1});
        BUCKET.store().put("models/tiny.onnx", new byte[] {2});
    }

    private Pipeline parse(String text) throws Exception {
        return new PipelineParser(UriRules.below(folder)).parse("small.yaml", text);
    }

    private RunSubmission.Submitted submit(RunSubmission by, TriggerKey trigger) throws Exception {
        return by.submit(pipeline, TEXT, trigger, by.inputs(pipeline), "test");
    }

    private RunSubmission later(Duration delay) {
        return new RunSubmission(runs, Clock.offset(Examples.CLOCK, delay));
    }

    private RunSubmission.Submitted typed(Duration delay) throws Exception {
        return later(delay).submitFromCommandLine(pipeline, TEXT, submission.inputs(pipeline), "command line");
    }

    private void end(RunReference run, RunStatus status) throws IOException {
        runs.finish(run, Examples.outcome(status, "ended"));
    }

    @Test
    void equalTriggersStartOneRunWheneverTheyCome() throws Exception {
        TriggerKey trigger = TriggerKey.api("small", "key");
        RunSubmission.Submitted first = submit(submission, trigger);
        assertThat(first.created()).isTrue();
        RunSubmission.Submitted again = submit(later(Duration.ofDays(1)), trigger);
        assertThat(again).isEqualTo(new RunSubmission.Submitted(first.run(), false));
        end(first.run(), RunStatus.FAILED);
        assertThat(submit(later(Duration.ofDays(2)), trigger).run()).isEqualTo(first.run());
        assertThat(submit(submission, TriggerKey.api("small", "other")).created())
                .isTrue();
        assertThat(runs.list()).hasSize(2);
    }

    @Test
    void theRequestHoldsWhatWasAsked() throws Exception {
        RunReference run = submit(submission, TriggerKey.api("small", "key")).run();
        RunRequest request = runs.request(run).orElseThrow();
        assertThat(request.pipelineText()).isEqualTo(TEXT);
        assertThat(request.seed()).isEqualTo(pipeline.seed());
        assertThat(request.submittedAt()).isEqualTo(Examples.NIGHT);
        assertThat(request.reference()).isEqualTo(run);
        assertThat(request.inputs().keySet()).containsExactly("data", "model");
        assertThat(request.inputs().get("data").location()).isEqualTo("datasets/tiny/");
    }

    @Test
    void aRunIsRepeatedWithItsOwnTextAndInputsWhateverTheBucketHoldsNow() throws Exception {
        RunRequest first = runs.request(
                        submit(submission, TriggerKey.api("small", "key")).run())
                .orElseThrow();
        BUCKET.store().put("datasets/tiny/a", new byte[] {7});
        TriggerKey again = TriggerKey.api("small", "again");

        RunSubmission.Submitted submitted =
                later(Duration.ofDays(1)).repeat(first, Optional.of(StageName.EXPORT), again, "Ada");
        assertThat(submitted.created()).isTrue();
        RunRequest second = runs.request(submitted.run()).orElseThrow();
        assertThat(second.pipelineText()).isEqualTo(first.pipelineText());
        assertThat(second.inputs()).isEqualTo(first.inputs());
        assertThat(second.seed()).isEqualTo(first.seed());
        assertThat(second.submittedBy()).isEqualTo("Ada");
        RerunRecord rerun = runs.rerun(submitted.run()).orElseThrow();
        assertThat(rerun).isEqualTo(new RerunRecord(RerunRecord.VERSION, first.run(), List.of("export")));
        assertThat(rerun.computes(StageName.CALIBRATE)).isFalse();
        assertThat(rerun.computes(StageName.EXPORT)).isTrue();
        assertThat(rerun.computes(StageName.VERIFY)).isTrue();
        assertThat(runs.rerun(first.reference())).isEmpty();

        assertThat(submission.repeat(first, Optional.empty(), again, "Ada"))
                .isEqualTo(new RunSubmission.Submitted(submitted.run(), false));
        assertThat(runs.rerun(submitted.run())).contains(rerun);
    }

    @Test
    void aRetryOfTheCommandLineGoesOnUntilItIsOver() throws Exception {
        RunRequest first = runs.request(
                        submit(submission, TriggerKey.api("small", "key")).run())
                .orElseThrow();
        Optional<StageName> export = Optional.of(StageName.EXPORT);
        RunSubmission.Submitted retried = submission.repeatFromCommandLine(first, export, "Ada");
        assertThat(retried.created()).isTrue();
        assertThat(submission.repeatFromCommandLine(first, export, "Ada"))
                .isEqualTo(new RunSubmission.Submitted(retried.run(), false));
        assertThat(submission
                        .repeatFromCommandLine(first, Optional.empty(), "Ada")
                        .run())
                .isNotEqualTo(retried.run());
        end(retried.run(), RunStatus.FAILED);
        RunSubmission.Submitted next = submission.repeatFromCommandLine(first, export, "Ada");
        assertThat(next.created()).isTrue();
        assertThat(runs.rerun(next.run()).orElseThrow().of()).isEqualTo(first.run());
    }

    @Test
    void equalTriggersAtOnceStartOneRun() throws Exception {
        TriggerKey trigger = TriggerKey.schedule("small", Examples.NIGHT);
        SortedMap<String, InputReference> inputs = submission.inputs(pipeline);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<RunSubmission.Submitted>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RunSubmission by = later(Duration.ofSeconds(i));
                answers.add(threads.submit(() -> by.submit(pipeline, TEXT, trigger, inputs, "test")));
            }
            TreeSet<String> ids = new TreeSet<>();
            int created = 0;
            for (Future<RunSubmission.Submitted> answer : answers) {
                RunSubmission.Submitted got = answer.get(30, TimeUnit.SECONDS);
                ids.add(got.run().toString());
                created += got.created() ? 1 : 0;
            }
            assertThat(ids).hasSize(1);
            assertThat(created).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSubmissionThatDiedHalfwayIsFinishedByTheNext() throws Exception {
        TriggerKey trigger = TriggerKey.api("small", "key");
        RunReference run = submit(submission, trigger).run();
        BUCKET.store().delete(List.of(run.requestKey()));
        assertThat(submit(later(Duration.ofHours(1)), trigger)).isEqualTo(new RunSubmission.Submitted(run, true));
    }

    @Test
    void theCommandLineContinuesAnUnfinishedRunElseStartsAnother() throws Exception {
        RunSubmission.Submitted first = typed(Duration.ZERO);
        assertThat(first.created()).isTrue();
        assertThat(typed(Duration.ofHours(1))).isEqualTo(new RunSubmission.Submitted(first.run(), false));
        end(first.run(), RunStatus.PASSED);
        RunSubmission.Submitted second = typed(Duration.ofHours(2));
        assertThat(second.created()).isTrue();
        assertThat(second.run()).isNotEqualTo(first.run());
        assertThat(typed(Duration.ofHours(3)).run()).isEqualTo(second.run());
        end(second.run(), RunStatus.ERROR);
        assertThat(typed(Duration.ofHours(4)).created()).isTrue();
    }

    @Test
    void otherDataOrAnotherTextIsAnotherRunOfTheCommandLine() throws Exception {
        RunReference first = typed(Duration.ZERO).run();
        BUCKET.store().put("datasets/tiny/a", new byte[] {9});
        RunReference second = typed(Duration.ofHours(1)).run();
        assertThat(second).isNotEqualTo(first);
        RunSubmission.Submitted third = submission.submitFromCommandLine(
                pipeline, TEXT + "# changed\n", submission.inputs(pipeline), "command line");
        assertThat(third.created()).isTrue();
        assertThat(runs.list()).hasSize(3);
    }

    @Test
    void everythingThatIsMissingIsNamedTogether() throws Exception {
        BUCKET.store().delete(BUCKET.keys());
        Pipeline distilling = parse(TEXT + DISTILL);
        StageException fault = catchThrowableOfType(StageException.class, () -> submission.inputs(distilling));
        assertThat(fault.kind()).isEqualTo(ErrorKind.USER);
        assertThat(fault.getMessage().split("\n"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("dataset tiny:").contains("mindpress put"),
                        line -> assertThat(line).startsWith("model: object models/tiny.onnx is missing"),
                        line -> assertThat(line).startsWith("teacher: object models/teacher.onnx is missing"));
        assertThat(BUCKET.keys()).isEmpty();
    }

    @Test
    void aFileIsCopiedIntoTheBucketUnderItsDigest() throws Exception {
        Files.write(folder.resolve("net.onnx"), new byte[] {5, 6});
        Pipeline fromFile = parse(TEXT.replace("bucket:models/tiny.onnx", "file:net.onnx"));
        InputReference model = submission.inputs(fromFile).get("model");
        assertThat(model.location()).matches("models/files/[0-9a-f]{64}\\.onnx");
        assertThat(BUCKET.store().read(model.location())).containsExactly(5, 6);
        assertThat(submission.inputs(fromFile).get("model")).isEqualTo(model);
        Files.delete(folder.resolve("net.onnx"));
        StageException fault = catchThrowableOfType(StageException.class, () -> submission.inputs(fromFile));
        assertThat(fault).hasMessageContaining("net.onnx is missing");
    }

    @Test
    void dataFilesGoWhereTheirModelGoesAndBelongToWhatTheRunReads() throws Exception {
        Files.write(folder.resolve("net.onnx"), modelWithDataIn("data/weights.bin"));
        Files.write(Files.createDirectory(folder.resolve("data")).resolve("weights.bin"), new byte[] {1, 2, 3, 4});
        Pipeline fromFile = parse(TEXT.replace("bucket:models/tiny.onnx", "file:net.onnx"));
        SortedMap<String, InputReference> first = submission.inputs(fromFile);
        assertThat(first.keySet()).containsExactly("data", "model", "model/data/weights.bin");
        String key = first.get("model").location();
        assertThat(key).matches("models/files/[0-9a-f]{64}/net\\.onnx");
        assertThat(new UserModels(BUCKET.store())
                        .inBucket(key, Optional.empty())
                        .companions()
                        .read("data/weights.bin")
                        .orElseThrow())
                .containsExactly(1, 2, 3, 4);

        Files.write(folder.resolve("data/weights.bin"), new byte[] {1, 2, 3, 5});
        SortedMap<String, InputReference> other = submission.inputs(fromFile);
        assertThat(other.get("model").location()).isNotEqualTo(key);
        assertThat(BUCKET.store().read(first.get("model/data/weights.bin").location()))
                .as("what an earlier run reads stays")
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void aDataFileThatIsMissingIsNamed() throws Exception {
        BUCKET.store().put("models/tiny.onnx", modelWithDataIn("tiny.data"));
        assertThat(catchThrowableOfType(StageException.class, () -> submission.inputs(pipeline)))
                .hasMessageContaining("tiny.data")
                .hasMessageContaining("models/tiny.onnx");
        BUCKET.store().put("models/tiny.data", new byte[] {1, 2, 3, 4});
        assertThat(submission.inputs(pipeline).get("model/tiny.data").location())
                .isEqualTo("models/tiny.data");
    }

    @Test
    void nothingIsCopiedOfALocalModelWhoseDataIsMissing() throws Exception {
        Files.write(folder.resolve("net.onnx"), modelWithDataIn("net.data"));
        Pipeline fromFile = parse(TEXT.replace("bucket:models/tiny.onnx", "file:net.onnx"));
        assertThat(catchThrowableOfType(StageException.class, () -> submission.inputs(fromFile)))
                .hasMessageContaining("net.data");
        assertThat(BUCKET.keys()).noneMatch(key -> key.startsWith("models/files/"));
    }

    @Test
    void aDataFileOutsideTheModelsFolderIsNotRead() throws Exception {
        Files.write(folder.resolve("net.onnx"), modelWithDataIn("../secret"));
        Pipeline fromFile = parse(TEXT.replace("bucket:models/tiny.onnx", "file:net.onnx"));
        assertThat(submission.inputs(fromFile).keySet()).containsExactly("data", "model");
    }

    private static byte[] modelWithDataIn(String location) {
        return ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder().setOpType("Relu"))
                        .addInitializer(TensorProto.newBuilder()
                                .setName("weight")
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                .addExternalData(StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue(location))))
                .build()
                .toByteArray();
    }
}
