package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.reference.ReferenceInterpreter;
import org.mindpress.engine.reference.Tensor;

class ExportedFilesTest {
    enum Net {
        RESIDUAL(ExampleNets.residual(3)),
        BOTTLENECK(ExampleNets.bottleneck(4)),
        DEPTHWISE(ExampleNets.depthwise(5)),
        ODD_SHAPES(oddShapes());

        final ModelGraph graph;

        Net(ModelGraph graph) {
            this.graph = graph;
        }
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void verificationFileComputesTheCodesOfEveryLayer(Net net) {
        QuantizedModel model = QuantizedNets.of(net.graph, 11);
        assertLayersEqualPlainArithmetic(model, 4, QuantizedNets.images(model, 4, 21));
    }

    @Test
    void channelsBeyondTheExactRangeAreSplit() {
        QuantizedModel model = wide();
        byte[] bytes = VerificationWriter.write(model, "test 1");
        MindirModel file = MindirReader.read("wide", bytes);
        assertThat(file.nodes().stream()
                        .filter(node -> node.operator().equals("Conv2D"))
                        .map(node -> node.layer().orElseThrow()))
                .containsExactly("first", "wide", "wide", "fc");
        float[] images = QuantizedNets.images(model, 2, 21);
        for (int i = 0; i < images.length; i++) {
            images[i] = 2 * Math.abs(images[i]);
        }
        long largest = assertLayersEqualPlainArithmetic(model, 2, images);
        assertThat(largest).isGreaterThan(1L << 24);
    }

    @Test
    void filesTellWhatTheyAre() {
        QuantizedModel model = QuantizedNets.of(Net.RESIDUAL.graph, 12);
        for (byte[] bytes :
                List.of(DeploymentWriter.write(model, "test 1"), VerificationWriter.write(model, "test 1"))) {
            ExportInformation information =
                    ExportInformation.of(MindirReader.read("file", bytes)).orElseThrow();
            assertThat(information.producer()).isEqualTo("test 1");
            assertThat(information.input()).isEqualTo(model.input());
            assertThat(information.output()).isEqualTo(model.parametersOf("fc"));
            assertThat(information.layers())
                    .startsWith("stem.conv", "body.0.a.conv")
                    .endsWith("fc", "logits");
        }
    }

    @Test
    void deploymentFileHasInt8WeightsFloatBiasesAndMarkersOfThePlan() {
        QuantizedModel model = QuantizedNets.of(Net.RESIDUAL.graph, 12);
        MindirModel file = MindirReader.read("deployment", DeploymentWriter.write(model, "test 1"));
        assertThat(file.dialect()).isEqualTo(MindirModel.Dialect.D1);
        for (MindirParameter parameter : file.parameters()) {
            assertThat(parameter.type().elementType())
                    .isEqualTo(parameter.name().endsWith(".weight") ? ElementType.INT8 : ElementType.FLOAT32);
        }
        Map<String, QuantizationMarker> last = new LinkedHashMap<>();
        file.nodes().stream()
                .filter(QuantizationMarker::isMarker)
                .forEach(node -> last.put(node.layer().orElse("input"), QuantizationMarker.of(node)));
        last.forEach((layer, marker) -> {
            assertThat(marker.scale()).isEqualTo(model.parametersOf(layer).scale());
            assertThat(marker.zeroPoint()).isEqualTo(model.parametersOf(layer).zeroPoint());
        });
        assertThat(last).containsKeys("input", "body.1.add", "pooled", "logits");
        assertThat(new HashSet<>(
                        file.nodes().stream().map(MindirNode::primitive).toList()))
                .as("no primitive is shared")
                .hasSize(file.nodes().size());
    }

    @Test
    void writingTwiceGivesTheSameBytes() {
        QuantizedModel model = QuantizedNets.of(Net.BOTTLENECK.graph, 13);
        assertThat(Arrays.equals(DeploymentWriter.write(model, "a"), DeploymentWriter.write(model, "a")))
                .isTrue();
        assertThat(Arrays.equals(VerificationWriter.write(model, "a"), VerificationWriter.write(model, "a")))
                .isTrue();
    }

    /** The largest accumulator of a convolution, after the comparison of all layers. */
    private static long assertLayersEqualPlainArithmetic(QuantizedModel model, int count, float[] images) {
        byte[] bytes = VerificationWriter.write(model, "test 1");
        ReferenceInterpreter interpreter = ReferenceInterpreter.load(MindirReader.read("verification", bytes));
        long largest = 0;
        int size = images.length / count;
        Tensor output = interpreter.run(images, count);
        assertThat(output).isInstanceOf(Tensor.Int8.class);
        for (int image = 0; image < count; image++) {
            float[] one = Arrays.copyOfRange(images, image * size, (image + 1) * size);
            PlainLite plain = new PlainLite(model);
            Map<String, int[]> expected = plain.run(one);
            largest = Math.max(largest, plain.largestSum());
            Map<String, Tensor> traced = interpreter.traceLayers(one, 1);
            assertThat(traced.keySet()).containsAll(expected.keySet());
            expected.forEach((layer, codes) ->
                    assertThat(codes(traced.get(layer))).as(layer).isEqualTo(codes));
            int[] last = expected.values().stream().reduce((a, b) -> b).orElseThrow();
            for (int i = 0; i < last.length; i++) {
                assertThat(output.wholeAt(image * last.length + i)).isEqualTo(last[i]);
            }
            assertThat(Arrays.stream(last).distinct().count())
                    .as("the net is not dead")
                    .isGreaterThan(1);
        }
        return largest;
    }

    private static int[] codes(Tensor tensor) {
        int[] codes = new int[tensor.elements()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (int) tensor.wholeAt(i);
        }
        return codes;
    }

    /** 3x3 over 128 input channels with weights of one sign: sums reach far beyond 2^24. */
    static QuantizedModel wide() {
        Random random = new Random(2);
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        constants.put("first.weight", positive(random, 1f, 128, 3, 1, 1));
        constants.put("wide.weight", positive(random, 0.0005f, 6, 128, 3, 3));
        constants.put("fc.weight", tensor(random, 1f, 4, 6, 1, 1));
        List<Node> nodes = new ArrayList<>();
        nodes.add(convolution("first", "input", Window.square(1, 1, 0)));
        nodes.add(new Node("first.relu", Operator.RELU, List.of("first"), Attributes.NONE));
        nodes.add(convolution("wide", "first.relu", Window.square(3, 1, 1)));
        nodes.add(new Node("wide.relu", Operator.RELU, List.of("wide"), Attributes.NONE));
        nodes.add(new Node(
                "pooled",
                Operator.AVERAGE_POOL,
                List.of("wide.relu"),
                new Attributes.Pool(Window.covering(Shape.of(6, 5, 5)))));
        nodes.add(convolution("fc", "pooled", Window.square(1, 1, 0)));
        nodes.add(new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(4))));
        ModelGraph graph = new ModelGraph("wide", "input", Shape.of(3, 5, 5), nodes, constants, "logits");
        return QuantizedNets.of(graph, 5);
    }

    /** Asymmetric padding, dilation, stride 2 on an odd map, a padded average pool and a "same" max-pool. */
    private static ModelGraph oddShapes() {
        Random random = new Random(3);
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        constants.put("a.weight", tensor(random, 0.4f, 5, 3, 3, 2));
        constants.put("b.weight", tensor(random, 0.4f, 7, 5, 3, 3));
        constants.put("fc.weight", tensor(random, 0.4f, 3, 7, 3, 3));
        List<Node> nodes = new ArrayList<>();
        nodes.add(convolution("a", "input", new Window(3, 2, 2, 1, 1, 1, new Padding(1, 0, 2, 1))));
        nodes.add(new Node("a.relu", Operator.RELU, List.of("a"), Attributes.NONE));
        nodes.add(new Node("max", Operator.MAX_POOL, List.of("a.relu"), new Attributes.Pool(Window.square(3, 1, 1))));
        nodes.add(convolution("b", "max", new Window(3, 3, 1, 2, 2, 1, new Padding(2, 1, 2, 1))));
        nodes.add(new Node("mean", Operator.AVERAGE_POOL, List.of("b"), new Attributes.Pool(Window.square(3, 1, 1))));
        nodes.add(new Node(
                "small",
                Operator.AVERAGE_POOL,
                List.of("mean"),
                new Attributes.Pool(new Window(3, 3, 2, 2, 1, 1, Padding.NONE))));
        nodes.add(convolution("fc", "small", new Window(3, 3, 1, 1, 1, 1, new Padding(0, 0, 0, 0))));
        nodes.add(new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(3))));
        return new ModelGraph("odd", "input", Shape.of(3, 13, 13), nodes, constants, "logits");
    }

    private static Node convolution(String name, String input, Window window) {
        return new Node(
                name, Operator.CONVOLUTION, List.of(input, name + ".weight"), new Attributes.Convolution(window, 1));
    }

    /** Uniform in plus or minus the spread. */
    private static FloatTensor tensor(Random random, float spread, Integer... dimensions) {
        return uniform(random, -spread, spread, dimensions);
    }

    private static FloatTensor positive(Random random, float spread, Integer... dimensions) {
        return uniform(random, spread / 2, spread, dimensions);
    }

    private static FloatTensor uniform(Random random, float low, float high, Integer... dimensions) {
        int size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = low + (high - low) * random.nextFloat();
        }
        return FloatTensor.of(List.of(dimensions), values);
    }
}
