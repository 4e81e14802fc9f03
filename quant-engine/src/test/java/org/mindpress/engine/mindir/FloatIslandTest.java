package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.mindir.MindirModel.Dialect;
import org.mindpress.engine.quant.QuantizedModel;

/** How a layer that stays in float stands in the deployment file, and what lint says of forms that only look like it. */
class FloatIslandTest {
    private static final float BELOW = FloatIsland.BELOW_EVERY_ACTIVATION;
    private static final TensorType MAP = TensorType.float32(1, 2, 4, 4);

    @Test
    void barrierAndConvolutionOfTheNamedLayersAreFloatAndNothingElse() {
        QuantizedModel net = QuantizedNets.withFloatIslands(ExampleNets.residual(31), 41, "body.1.a.conv", "fc");
        MindirModel file = MindirReader.read("net", DeploymentWriter.write(net, "test"));
        assertThat(layers(file, FloatIsland::isConvolution)).containsExactly("body.1.a.conv", "fc");
        assertThat(layers(file, FloatIsland::isBarrier)).containsExactly("body.1.a.conv", "fc");
        assertThat(file.parameters().stream()
                        .filter(parameter -> parameter.name().endsWith(".weight"))
                        .filter(parameter -> parameter.type().elementType() == ElementType.FLOAT32)
                        .map(MindirParameter::name))
                .containsExactly("body.1.a.conv.weight", "fc.weight");
        assertThat(ExportInformation.of(file).orElseThrow().floatLayers()).containsExactly("body.1.a.conv", "fc");
    }

    @Test
    void anIslandThatWouldReadFloatValuesGetsAnInt8NodeBeforeIt() {
        QuantizedModel net = QuantizedNets.withFloatIslands(
                ExampleNets.residual(31), 41, "stem.conv", "body.0.a.conv", "body.1.a.conv");
        MindirModel file = MindirReader.read("net", DeploymentWriter.write(net, "test"));
        assertThat(layers(file, FloatIsland::isRounding)).containsExactly("stem.conv", "body.0.a.conv");
        assertThat(layers(file, FloatIsland::isBarrier)).containsExactly("stem.conv", "body.0.a.conv", "body.1.a.conv");
    }

    @Test
    void withoutThatNodeTheDeviceReadsValuesThatWereNeverRounded() {
        assertThat(rules(file(0, BELOW, false))).contains("L24");
        assertThat(rules(file(2, BELOW, false))).isEmpty();
        assertThatThrownBy(() -> IntegerModel.read(bytes(0, BELOW, false)))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("Maximum")
                .hasMessageContaining("L24");
    }

    @Test
    void theFileOfANetWithoutIslandsHasNone() {
        QuantizedModel net = QuantizedNets.of(ExampleNets.residual(31), 41);
        MindirModel file = MindirReader.read("net", DeploymentWriter.write(net, "test"));
        assertThat(layers(file, FloatIsland::isConvolution)).isEmpty();
        assertThat(file.userInfo()).doesNotContainKey("mindpress.layers.float");
    }

    @Test
    void aCompleteIslandBreaksNoRule() {
        assertThat(rules(file(1, BELOW, false))).isEmpty();
    }

    @Test
    void aFloatWeightWithoutBarrierIsQuantisedByTheConverter() {
        assertThat(rules(file(1, Float.NaN, false))).contains("L17");
    }

    @Test
    void aMaximumThatChangesValuesIsNoBarrier() {
        assertThat(rules(file(1, 0f, false))).contains("L17", "L24");
    }

    @Test
    void aBarrierThatOthersReadToo() {
        assertThat(rules(file(1, BELOW, true))).contains("L24");
    }

    private interface Question {
        boolean of(MindirModel model, MindirNode node);
    }

    private static List<String> layers(MindirModel file, Question question) {
        return file.nodes().stream()
                .filter(node -> question.of(file, node))
                .map(node -> node.layer().orElse(""))
                .toList();
    }

    private static MindirModel file(int window, float limit, boolean secondReader) {
        return MindirReader.read("island", bytes(window, limit, secondReader));
    }

    /**
     * Marker, max-pool of some window with stride 1 (none for 0), barrier with the given limit (none for NaN), 1x1 convolution with float
     * weight, bias, marker, Reshape.
     */
    private static byte[] bytes(int window, float limit, boolean secondReader) {
        MindirBuilder builder = new MindirBuilder(Dialect.D1, "test");
        String x = marker(builder, builder.input("x", MAP));
        if (window > 0) {
            x = marker(
                    builder,
                    builder.node(
                            "MaxPool",
                            List.of(x),
                            MAP,
                            List.of(),
                            NodeAttributes.pool(
                                    Window.square(window, 1, 0), window > 1 ? PoolForm.SAME : PoolForm.VALID)));
        }
        String read = Float.isNaN(limit)
                ? x
                : builder.node(
                        "Maximum",
                        List.of(x, builder.constant(TensorData.ofFloats(List.of(), limit))),
                        MAP,
                        List.of(),
                        Map.of());
        String y = convolution(builder, "first", read);
        if (secondReader) {
            y = marker(
                    builder,
                    builder.node("Add", List.of(y, convolution(builder, "second", read)), MAP, List.of(), Map.of()));
            y = convolution(builder, "third", y);
        }
        String flat = builder.node(
                "Reshape",
                List.of(y),
                TensorType.float32(1, MAP.elements()),
                List.of(MindirValue.Sequence.tuple(1, MAP.elements())),
                Map.of());
        return builder.finish(flat, Map.of());
    }

    private static String convolution(MindirBuilder builder, String layer, String x) {
        String weight = builder.parameter(layer + ".weight", TensorData.ofFloats(List.of(2, 2, 1, 1), 1f, 0f, 0f, 1f));
        String y = builder.node(
                "Conv2D",
                List.of(x, weight),
                MAP,
                List.of(),
                NodeAttributes.convolution(builder.type(weight), Window.square(1, 1, 0), 1));
        String bias = builder.parameter(layer + ".bias", TensorData.ofFloats(List.of(2), 0.5f, -0.5f));
        return marker(builder, builder.node("BiasAdd", List.of(y, bias), MAP, List.of(), NodeAttributes.biasAdd()));
    }

    private static String marker(MindirBuilder builder, String x) {
        return builder.node(
                QuantizationMarker.OPERATOR,
                List.of(x),
                builder.type(x),
                List.of(),
                NodeAttributes.marker(new float[] {0.05f}, new int[] {-3}));
    }

    private static List<String> rules(MindirModel file) {
        List<String> rules = new ArrayList<>();
        ExportLint.check(file).forEach(finding -> rules.add(finding.rule()));
        return rules;
    }
}
