package org.mindpress.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.importer.MindsporeFiles;

/** A checkpoint of a real MindSpore and the name of its architecture give the network that MindSpore runs. */
class ArchitectureNetworksTest {
    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "resnet20_zoo, resnet20, 32",
        "resnet20_flat, resnet20, 32",
        "resnet18_torch, resnet18, 40",
        "resnet50_mindcv, resnet50, 40",
        "mobilenet_v2_mindcv, mobilenet_v2, 40"
    })
    void logitsAreThoseOfMindSpore(String name, String architecture, int side) {
        ImportedModel made =
                Architecture.of(architecture).orElseThrow().network(name, checkpoint(name), Shape.of(3, side, side));
        float[] computed = MindsporeFiles.computed(made, name);
        assertThat(MindsporeFiles.largestDifference(computed, MindsporeFiles.logits(name)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void layersAreCalledAfterTheParameters() {
        ModelGraph graph = Architecture.RESNET20
                .network("zoo", checkpoint("resnet20_zoo"), Shape.of(3, 32, 32))
                .graph();
        assertThat(graph.name()).isEqualTo("resnet20");
        assertThat(graph.node("layer2.0.down_sample_layer.0").orElseThrow().operator())
                .isEqualTo(Operator.CONVOLUTION);
        assertThat(graph.constants()).containsKeys("layer1.0.bn1d.running_var", "end_point.bias");
        assertThat(graph.outputShape()).isEqualTo(Shape.of(10));
    }

    @Test
    void whatATrainingLeavesBehindIsListedAndLeftOut() {
        ImportedModel made = Architecture.RESNET20.network("flat", checkpoint("resnet20_flat"), Shape.of(3, 32, 32));
        assertThat(made.notes())
                .containsExactly("5 values of the training's state were left out, such as moments.conv1.weight");
    }

    @Test
    void missingSuperfluousAndMisshapenParametersAreNamedTogether() {
        Checkpoint changed = changed("resnet20_zoo", parameters -> {
            parameters.removeIf(each -> each.name().equals("layer1.1.bn2d.gamma"));
            parameters.removeIf(each -> each.name().equals("layer3.2.conv1.weight"));
            parameters.removeIf(each -> each.name().equals("bn1.moving_variance"));
            parameters.add(Parameter.of("layer3.2.conv1.weight", FloatTensor.of(List.of(1, 2), 3, 4)));
            parameters.add(Parameter.of("bn1.moving_variance", FloatTensor.vector(1, 1, -1, 1)));
            parameters.add(Parameter.of("attention.weight", FloatTensor.vector(1)));
        });
        assertThatThrownBy(() -> Architecture.RESNET20.network("n.ckpt", changed, Shape.of(3, 32, 32)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll(
                        "n.ckpt: 4 problems",
                        "parameter layer1.1.bn2d.gamma: is missing, expected with shape [4]",
                        "parameter layer3.2.conv1.weight: has the shape [1, 2], expected [16, 16, 3, 3]",
                        "parameter bn1.moving_variance: is a variance and has negative numbers",
                        "parameter attention.weight: is no part of the network; its shape is [1]",
                        "resnet20 was looked for");
    }

    @Test
    void anotherArchitectureIsRefusedByItsParameters() {
        assertThatThrownBy(
                        () -> Architecture.RESNET32.network("n.ckpt", checkpoint("resnet20_zoo"), Shape.of(3, 32, 32)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("parameter layer1.3.conv1.weight: is missing");
        assertThatThrownBy(() ->
                        Architecture.RESNET20.network("n.ckpt", checkpoint("resnet18_torch"), Shape.of(3, 32, 32)))
                .hasMessageContaining("conv1.weight: has the shape [4, 3, 7, 7], expected [4, 3, 3, 3]");
    }

    @Test
    void imagesOfOneChannelNeedANetOfOneChannel() {
        assertThatThrownBy(
                        () -> Architecture.RESNET20.network("n.ckpt", checkpoint("resnet20_zoo"), Shape.of(1, 32, 32)))
                .hasMessageContaining("conv1.weight: has the shape [4, 3, 3, 3], expected [4, 1, 3, 3]");
    }

    /** The usual forms by their well-known numbers of parameters; the small nets with convolutions in their shortcuts. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "resnet20, 272474",
        "resnet32, 466906",
        "resnet56, 855770",
        "resnet18, 11689512",
        "resnet34, 21797672",
        "resnet50, 25557032",
        "mobilenet_v2, 3504872"
    })
    void usualFormsHaveTheirKnownSizes(String name, long parameters) {
        Architecture architecture = Architecture.of(name).orElseThrow();
        Checkpoint nothing = new Checkpoint(Map.of(), List.of());
        for (Blueprint net : architecture.blueprints(nothing, name, architecture.usualImage())) {
            assertThat(net.expected().stream()
                            .filter(each -> !each.constant().contains(".running_"))
                            .mapToLong(each -> each.dimensions().stream()
                                    .mapToLong(Integer::longValue)
                                    .reduce(1, Math::multiplyExact))
                            .sum())
                    .isEqualTo(parameters);
        }
    }

    private static Checkpoint checkpoint(String name) {
        return CheckpointReader.read(name + ".ckpt", MindsporeFiles.bytes(name + ".ckpt"));
    }

    private static Checkpoint changed(String name, Consumer<List<Parameter>> change) {
        List<Parameter> parameters =
                new ArrayList<>(checkpoint(name).parameters().values());
        change.accept(parameters);
        return CheckpointReader.read(name, CheckpointWriter.write(parameters));
    }
}
