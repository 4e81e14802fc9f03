package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.reference.ReferenceInterpreter;
import org.mindpress.engine.reference.Tensor;

/** The law of the product: the integer engine on one file and the interpreter on the other give the same bits. */
class ExportParityTest {
    private static final int IMAGES = 200;
    private static final int TRACED = 2;

    enum Net {
        RESIDUAL(ExampleNets.residual(31)),
        BOTTLENECK(ExampleNets.bottleneck(32)),
        DEPTHWISE(ExampleNets.depthwise(33)),
        RESNET_20(ExampleNets.resNet20(34));

        final ModelGraph graph;

        Net(ModelGraph graph) {
            this.graph = graph;
        }
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void bothFilesGiveTheSameLogits(Net net) {
        QuantizedModel model = QuantizedNets.of(net.graph, 41);
        assertSameBits(model, QuantizedNets.images(model, IMAGES, 42), IMAGES);
    }

    @ParameterizedTest(name = "{0} keeps {1} in float")
    @CsvSource({
        "RESIDUAL, stem.conv body.1.down.conv fc",
        "RESIDUAL, body.0.b.conv body.1.a.conv",
        "BOTTLENECK, stem.conv layer.0.conv2.conv",
        "DEPTHWISE, stem.conv features.0.depthwise.conv",
        "DEPTHWISE, features.0.pointwise.conv fc"
    })
    void layersKeptInFloatGiveTheSameLogits(Net net, String layers) {
        QuantizedModel model = QuantizedNets.withFloatIslands(net.graph, 41, layers.split(" "));
        assertSameBits(model, QuantizedNets.images(model, IMAGES, 42), IMAGES);
    }

    @Test
    void channelsThatTheVerificationFileSplitsGiveTheSameLogits() {
        QuantizedModel model = ExportedFilesTest.wide();
        float[] images = QuantizedNets.images(model, IMAGES, 43);
        for (int i = 0; i < images.length; i++) {
            images[i] = 2 * Math.abs(images[i]);
        }
        assertSameBits(model, images, IMAGES);
    }

    private static void assertSameBits(QuantizedModel model, float[] images, int count) {
        byte[] deployment = DeploymentWriter.write(model, "test 1");
        IntegerModel fast = IntegerModel.read(
                "deployment", deployment, IntegerOptions.defaults().withThreads(2));
        ReferenceInterpreter interpreter =
                ReferenceInterpreter.load(MindirReader.read("verification", VerificationWriter.write(model, "test 1")));
        byte[] expected = fast.run(images, count).codes();
        assertThat(codes(interpreter.run(images, count))).isEqualTo(expected);
        int classes = expected.length / count;
        assertThat(Arrays.equals(expected, 0, classes, expected, classes, 2 * classes))
                .as("all images give the same logits: the net is dead")
                .isFalse();

        float[] first = Arrays.copyOf(images, TRACED * (images.length / count));
        Map<String, byte[]> traced = fast.trace(List.of(first), TRACED);
        IntegerModel plain = IntegerModel.read(
                "deployment", deployment, IntegerOptions.defaults().withKernels(List.of()));
        assertThat(plain.trace(List.of(first), TRACED))
                .as("plain and fast kernels")
                .containsExactlyEntriesOf(traced);
        Map<String, byte[]> reference = interpreter.traceLayers(first, TRACED).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().replace('/', '.'), entry -> codes(entry.getValue())));
        assertThat(traced.keySet()).containsAll(reference.keySet());
        assertThat(traced.keySet().stream().filter(layer -> !reference.containsKey(layer)))
                .as("only a Pad inside a layer stands in one file alone")
                .allMatch(layer -> layer.contains("/"));
        reference.forEach(
                (layer, codes) -> assertThat(traced.get(layer)).as(layer).isEqualTo(codes));
    }

    private static byte[] codes(Tensor tensor) {
        byte[] codes = new byte[tensor.elements()];
        for (int i = 0; i < codes.length; i++) {
            double value = tensor.at(i);
            codes[i] = (byte) value;
            if (codes[i] != value) {
                throw new AssertionError("element " + i + " is " + value + ", which is no int8 code");
            }
        }
        return codes;
    }
}
