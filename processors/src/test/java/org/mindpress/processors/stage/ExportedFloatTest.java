package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.engine.checkpoint.Architecture;
import org.mindpress.engine.checkpoint.Checkpoint;
import org.mindpress.engine.checkpoint.CheckpointReader;
import org.mindpress.engine.checkpoint.CheckpointWriter;
import org.mindpress.engine.checkpoint.Parameter;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** The float model of the last training leaves a run as MindIR and as a checkpoint, as it was trained. */
@Timeout(120)
class ExportedFloatTest {
    private static final String CHECKPOINT = "models/resnet20.ckpt";
    private static final Shape IMAGE = Shape.of(1, 8, 8);

    @TempDir
    static Path folder;

    private static SmallRuns runs;
    private static RunReference ofOnnx;
    private static RunReference ofCheckpoint;

    @BeforeAll
    static void run() throws Exception {
        runs = new SmallRuns(new MemoryStore(), folder, WorkerEnvironment.current()).fill();
        ofOnnx = runs.submit(SmallRuns.TEXT, "onnx");
        runs.complete(ofOnnx, new SmallRuns.Ears());
        runs.store().put(CHECKPOINT, CheckpointWriter.write(resnet20()));
        String text = SmallRuns.TEXT
                .replace(
                        "uri: \"bucket:models/small.onnx\"",
                        "uri: \"bucket:models/resnet20.ckpt\", architecture: resnet20")
                .replaceAll("distill:.*", "")
                .replace("steps: 12", "steps: 6");
        ofCheckpoint = runs.submit(text, "checkpoint");
        runs.before(ofCheckpoint, StageName.VERIFY, new SmallRuns.Ears());
    }

    @Test
    void theMindirHoldsTheTrainedNumbersAndTheirBatchNorm() throws IOException {
        ModelGraph trained = trained(ofOnnx, StageName.DISTILL);
        ModelGraph read = ModelImport.read(ModelFile.of("float.mindir", artifact(ofOnnx, "float.mindir")))
                .graph();
        assertThat(read.constants()).isEqualTo(trained.constants());
        assertThat(read.constants()).isNotEqualTo(trained(ofOnnx, StageName.QAT).constants());
    }

    @Test
    void theCheckpointHasItsNamesByNode() throws IOException {
        Checkpoint checkpoint = CheckpointReader.read("float.ckpt", artifact(ofOnnx, "float.ckpt"));
        ModelGraph trained = trained(ofOnnx, StageName.DISTILL);
        assertThat(checkpoint.parameters()).containsKeys("stem.conv.weight", "stem.bn.gamma", "fc.bias");
        assertThat(checkpoint.find("stem.bn.moving_mean").orElseThrow().floats())
                .isEqualTo(trained.constant("stem.bn.running_mean"));
    }

    @Test
    void aCheckpointThatCameInGoesOutUnderItsOwnNames() throws IOException {
        Checkpoint checkpoint = CheckpointReader.read("float.ckpt", artifact(ofCheckpoint, "float.ckpt"));
        assertThat(checkpoint.parameters().keySet())
                .containsExactlyElementsOf(
                        resnet20().stream().map(Parameter::name).toList());
        ModelGraph again =
                Architecture.RESNET20.network("float.ckpt", checkpoint, IMAGE).graph();
        assertThat(again.constants())
                .isEqualTo(trained(ofCheckpoint, StageName.QAT).constants())
                .isNotEqualTo(trained(ofCheckpoint, StageName.IMPORT).constants());
    }

    @Test
    void bothAreListedWhereTheOtherFilesAre() throws IOException {
        StageManifest export = runs.runs().manifest(ofOnnx, StageName.EXPORT).orElseThrow();
        assertThat(export.outputs())
                .extracting(ArtifactReference::name)
                .containsExactlyInAnyOrder(
                        "deployment.mindir",
                        "verification.mindir",
                        "converter_lite.txt",
                        "model.qdq.onnx",
                        "float.mindir",
                        "float.ckpt",
                        "export.json");
        assertThat(export.measurements())
                .containsEntry("size.float-mindir.bytes", (double) artifact(ofOnnx, "float.mindir").length)
                .containsKey("size.float-checkpoint.bytes");
        Certificate certificate = Documents.read(
                "certificate.json", artifact(ofOnnx, StageName.VERIFY, "certificate.json"), Certificate.class);
        assertThat(certificate.digests())
                .containsEntry(
                        "float.mindir",
                        export.output("float.mindir").orElseThrow().sha256())
                .containsEntry(
                        "float.ckpt", export.output("float.ckpt").orElseThrow().sha256());
    }

    private static ModelGraph trained(RunReference run, StageName stage) throws IOException {
        return OnnxReader.read("model.onnx", artifact(run, stage, ModelDocuments.MODEL))
                .graph();
    }

    private static byte[] artifact(RunReference run, String name) throws IOException {
        return artifact(run, StageName.EXPORT, name);
    }

    private static byte[] artifact(RunReference run, StageName stage, String name) throws IOException {
        Optional<ArtifactReference> output =
                runs.runs().manifest(run, stage).orElseThrow().output(name);
        return runs.store().read(output.orElseThrow().key());
    }

    /** A narrow ResNet-20 for gray images and three classes under the names of torchvision, batch norm as MindSpore calls it. */
    private static List<Parameter> resnet20() {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        convolution(shapes, "conv1", "bn1", 4, 1, 3);
        int channels = 4;
        for (int stage = 1; stage <= 3; stage++) {
            for (int block = 0; block < 3; block++) {
                String path = "layer" + stage + "." + block + ".";
                int width = 2 << stage;
                convolution(shapes, path + "conv1", path + "bn1", width, channels, 3);
                convolution(shapes, path + "conv2", path + "bn2", width, width, 3);
                if (width != channels) {
                    convolution(shapes, path + "downsample.0", path + "downsample.1", width, channels, 1);
                }
                channels = width;
            }
        }
        shapes.put("fc.weight", List.of(3, channels));
        shapes.put("fc.bias", List.of(3));
        List<Parameter> parameters = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            int size = shape.stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b);
            boolean positive = name.endsWith(".gamma") || name.endsWith(".moving_variance");
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = positive ? 1 : (float) (0.3 * random.nextGaussian());
            }
            parameters.add(Parameter.of(name, FloatTensor.of(shape, values)));
        });
        return parameters;
    }

    private static void convolution(
            Map<String, List<Integer>> shapes,
            String layer,
            String normalization,
            int outputs,
            int inputs,
            int kernel) {
        shapes.put(layer + ".weight", List.of(outputs, inputs, kernel, kernel));
        for (String suffix : List.of("moving_mean", "moving_variance", "gamma", "beta")) {
            shapes.put(normalization + "." + suffix, List.of(outputs));
        }
    }
}
