package org.mindpress.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.MindsporeFiles;
import org.mindpress.engine.mindir.FloatNets;
import org.mindpress.engine.mindir.FloatWriter;
import org.mindpress.engine.mindir.MindirParameter;
import org.mindpress.engine.mindir.MindirReader;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;

/** The law of the trained checkpoint: it comes in as the original did, and gives the trained network. */
class TrainedParametersTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "resnet20_zoo, resnet20, 32",
        "resnet20_flat, resnet20, 32",
        "resnet18_torch, resnet18, 40",
        "resnet50_mindcv, resnet50, 40",
        "mobilenet_v2_mindcv, mobilenet_v2, 40"
    })
    void theArchitectureMakesTheTrainedNetworkOfThem(String name, String spelling, int side) {
        Architecture architecture = Architecture.of(spelling).orElseThrow();
        Checkpoint original = original(name);
        Shape image = Shape.of(3, side, side);
        ModelGraph trained = trained(
                betweenStages(architecture.network(name, original, image).graph()));
        byte[] written = CheckpointWriter.write(architecture.parameters(name, original, trained));
        Checkpoint again = CheckpointReader.read(name, written);
        assertThat(architecture.network(name, again, image).graph().constants()).isEqualTo(trained.constants());
        assertThat(original.parameters().keySet())
                .containsAll(again.parameters().keySet());
        again.parameters()
                .forEach((tag, parameter) -> assertThat(parameter.dimensions())
                        .isEqualTo(original.find(tag).orElseThrow().dimensions()));
    }

    @Test
    void anUntrainedNetworkGivesTheOriginal() {
        Checkpoint original = original("resnet20_zoo");
        ModelGraph graph = Architecture.RESNET20
                .network("zoo", original, Shape.of(3, 32, 32))
                .graph();
        assertThat(Architecture.RESNET20.parameters("zoo", original, graph))
                .containsExactlyElementsOf(original.parameters().values());
    }

    @Test
    void whatATrainingLeftBehindIsNotWritten() {
        Checkpoint original = original("resnet20_flat");
        ModelGraph graph = Architecture.RESNET20
                .network("flat", original, Shape.of(3, 32, 32))
                .graph();
        assertThat(original.parameters()).containsKeys("moments.conv1.weight", "epoch_num");
        assertThat(Architecture.RESNET20.parameters("flat", original, graph))
                .extracting(Parameter::name)
                .contains("conv1.weight", "bn1.moving_mean")
                .doesNotContain("moments.conv1.weight", "epoch_num");
    }

    @Test
    void aFoldedNetworkIsRefused() {
        Checkpoint original = original("resnet20_zoo");
        ModelGraph folded = BatchNormalizationFolding.fold(Architecture.RESNET20
                .network("zoo", original, Shape.of(3, 32, 32))
                .graph());
        assertThatThrownBy(() -> Architecture.RESNET20.parameters("zoo", original, folded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no constant bn1.");
    }

    /** So MindSpore loads the checkpoint into the network of the MindIR file. */
    @Test
    void namesByNodeAreThoseOfTheFloatMindir() {
        ModelGraph graph = ExampleNets.residual(5);
        List<Parameter> parameters = NetworkCheckpoint.parameters(graph);
        List<MindirParameter> file = MindirReader.read(
                        "float", FloatWriter.write(graph, FloatNets.input(graph), "test 1"))
                .parameters();
        assertThat(parameters)
                .extracting(Parameter::name)
                .containsExactlyElementsOf(
                        file.stream().map(MindirParameter::name).toList());
        for (int i = 0; i < file.size(); i++) {
            assertThat(parameters.get(i).bytes()).isEqualTo(file.get(i).data().bytes());
            assertThat(parameters.get(i).dimensions())
                    .isEqualTo(file.get(i).type().shape());
        }
    }

    private static Checkpoint original(String name) {
        return CheckpointReader.read(name + ".ckpt", MindsporeFiles.bytes(name + ".ckpt"));
    }

    /** As the export stage gets it. */
    private static ModelGraph betweenStages(ModelGraph graph) {
        return OnnxReader.read("model.onnx", OnnxWriter.write(graph)).graph();
    }

    /** Other numbers in every constant; variances stay positive. */
    private static ModelGraph trained(ModelGraph graph) {
        Map<String, FloatTensor> moved = new LinkedHashMap<>();
        graph.constants().forEach((name, tensor) -> {
            float[] values = tensor.toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 1 + (i % 7 + 1) / 64f;
            }
            moved.put(name, FloatTensor.of(tensor.dimensions(), values));
        });
        return graph.withConstants(moved);
    }
}
