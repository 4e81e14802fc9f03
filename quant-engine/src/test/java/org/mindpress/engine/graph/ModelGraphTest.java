package org.mindpress.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelGraphTest {
    private static final FloatTensor WEIGHT = FloatTensor.of(List.of(2, 3, 1, 1), 1, 2, 3, 4, 5, 6);

    private static Node convolution(String name, String input) {
        return new Node(
                name, Operator.CONVOLUTION, List.of(input, "w"), new Attributes.Convolution(Window.square(1, 1, 0), 1));
    }

    @Test
    void shapesFollowFromTheInput() {
        ModelGraph graph = ExampleNets.residual(1);
        assertThat(graph.shapeOf("body.0.add.relu")).isEqualTo(Shape.of(8, 8, 8));
        assertThat(graph.shapeOf("body.1.add.relu")).isEqualTo(Shape.of(16, 4, 4));
        assertThat(graph.outputShape()).isEqualTo(Shape.of(5));
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        Node first = convolution("a", "nowhere");
        Node second = new Node("b", Operator.RELU, List.of("x", "w"), Attributes.NONE);
        assertThatThrownBy(() ->
                        new ModelGraph("net", "x", Shape.of(3, 4, 4), List.of(first, second), Map.of("w", WEIGHT), "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node a: unknown or later inputs [nowhere]")
                .hasMessageContaining("node b (Relu): 2 inputs, expected 1 to 1");
    }

    @Test
    void aWeightThatDoesNotFitIsRefusedWithAllNumbers() {
        assertThatThrownBy(() -> new ModelGraph(
                        "net", "x", Shape.of(4, 4, 4), List.of(convolution("a", "x")), Map.of("w", WEIGHT), "y"))
                .hasMessageContaining("weight=[2, 3, 1, 1], input=[4, 4, 4], group=1, kernel=1x1");
    }

    @Test
    void tensorsHandOutCopies() {
        float[] values = WEIGHT.toArray();
        values[0] = 99;
        assertThat(WEIGHT.get(0)).isEqualTo(1f);
    }

    @Test
    void foldingRemovesBatchNormAndKeepsLayerNames() {
        ModelGraph folded = BatchNormalizationFolding.fold(ExampleNets.residual(3));
        assertThat(folded.nodes()).noneMatch(node -> node.operator() == Operator.BATCH_NORMALIZATION);
        assertThat(folded.node("body.1.down.conv").orElseThrow().constants())
                .containsExactly("body.1.down.conv.weight", "body.1.down.conv.bias");
    }

    @Test
    void foldingMultipliesByTheGainAndShiftsTheBias() {
        ModelGraph graph = ExampleNets.residual(4);
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        double gamma = graph.constant("stem.bn.weight").get(2);
        double variance = graph.constant("stem.bn.running_var").get(2);
        double gain = gamma / Math.sqrt(variance + 1e-5f);
        int row = 27;
        assertThat(folded.constant("stem.conv.weight").get(2 * row + 5))
                .isEqualTo((float) (graph.constant("stem.conv.weight").get(2 * row + 5) * gain));
        assertThat(folded.constant("stem.conv.bias").get(2))
                .isEqualTo((float) (graph.constant("stem.bn.bias").get(2)
                        - (double) graph.constant("stem.bn.running_mean").get(2) * gain));
    }

    @Test
    void foldingTwiceChangesNothing() {
        ModelGraph once = BatchNormalizationFolding.fold(ExampleNets.depthwise(5));
        assertThat(BatchNormalizationFolding.fold(once).constants()).isEqualTo(once.constants());
    }

    @Test
    void aWindowLargerThanItsInputIsRefused() {
        assertThatThrownBy(() -> Window.square(7, 1, 0).outputHeight(5)).hasMessageContaining("padded=5, kernel=7");
    }
}
