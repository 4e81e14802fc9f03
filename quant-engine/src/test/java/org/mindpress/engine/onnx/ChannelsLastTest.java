package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.mindpress.engine.onnx.OnnxAttributes.integers;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;

/** NHWC parts of a file become NCHW without a node, and the dense layer behind them takes the other order. */
class ChannelsLastTest {

    @Test
    void aDenseLayerBehindAChannelsLastMapTakesItsWeightsInTheOtherOrder() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        String last = net.node("Transpose", List.of("x"), integers("perm", 0, 2, 3, 1));
        String flat = net.node("Flatten", List.of(net.node("Relu", List.of(last))));
        assertAgreement(net, net.node("MatMul", List.of(flat, net.weight("w", 0, 60, 7))));
    }

    @Test
    void meanPadAndAddKeepTheOrderOfTheFile() {
        OnnxNet net = new OnnxNet(13, 3, 5, 4);
        String last = net.node("Transpose", List.of("x"), integers("perm", 0, 2, 3, 1));
        String padded = net.node("Pad", List.of(last, net.integers(0, 1, 0, 0, 0, 0, 2, 0)));
        String twice = net.node("Add", List.of(padded, padded));
        String mean = ExampleFile.mean(net, twice, 1, 1, 2);
        assertAgreement(net, net.node("Squeeze", List.of(mean, net.integers(1, 2))));
    }

    @Test
    void aBiasBehindTheTransposeIsTheConvolutions() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        String last = net.node("Transpose", List.of(net.conv("x", 3, 6, 3)), integers("perm", 0, 2, 3, 1));
        String biased = net.node("Add", List.of(last, net.weight("b", 0, 6)));
        String first = net.node("Transpose", List.of(biased), integers("perm", 0, 3, 1, 2));
        String output = net.node("GlobalAveragePool", List.of(net.node("Relu", List.of(first))));
        assertThat(assertAgreement(net, output).nodes().stream().map(node -> node.operator()))
                .containsExactly(Operator.CONVOLUTION, Operator.RELU, Operator.AVERAGE_POOL);
    }

    @Test
    void weightsThatNodesTransposeAndReshapeAreFolded() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        String weight = net.node("Transpose", List.of(net.weight("w", 0, 3, 3, 3, 6)), integers("perm", 3, 2, 0, 1));
        String bias = net.node("Reshape", List.of(net.weight("b", 0, 6), net.integers(1, -1, 1, 1)));
        String conv = net.node("Conv", List.of("x", weight));
        assertAgreement(net, net.node("Add", List.of(conv, bias)));
    }

    @Test
    void transposesThatWouldMultiplyTheFileAreRefused() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        String weight = net.weight("w", 0, 64, 3, 3, 3);
        for (int i = 0; i < 8; i++) {
            weight = net.node("Transpose", List.of(weight), integers("perm", 0, 1, 3, 2));
        }
        byte[] file = net.build(net.node("Conv", List.of("x", weight)));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("converts more constants than it has");
    }

    @Test
    void aConstantOfManyAxesIsRefused() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        long[] axes = new long[9];
        String bias = net.node("Unsqueeze", List.of(net.weight("b", 0, 6), net.integers(axes)));
        byte[] file = net.build(net.node("Add", List.of(net.conv("x", 3, 6, 3), bias)));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("a constant of 10 axes");
    }

    @Test
    void aConstantThatWouldSpreadAReshapedMapIsRefused() {
        OnnxNet net = new OnnxNet(17, 8, 1, 1);
        String reshaped = net.node("Reshape", List.of(net.conv("x", 8, 8, 1), net.integers(-1, 1, 2, 4)));
        byte[] file = net.build(net.node("Add", List.of(reshaped, net.weight("b", 0, 8, 1, 1))));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("it adds a constant to something");
    }

    @Test
    void aConvolutionOverAChannelsLastMapIsRefusedByName() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        String last = net.node("Transpose", List.of("x"), integers("perm", 0, 2, 3, 1));
        byte[] file = net.build(net.conv(last, 4, 6, 1));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("in the order height, width, channels");
    }

    @Test
    void otherPermutationsAreRefused() {
        OnnxNet net = new OnnxNet(17, 3, 5, 4);
        byte[] file = net.build(net.node("Transpose", List.of("x"), integers("perm", 0, 1, 3, 2)));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("expected a change between NCHW and NHWC");
    }

    private static ModelGraph assertAgreement(OnnxNet net, String output) {
        byte[] file = net.build(output);
        ModelGraph graph = OnnxReader.read("net.onnx", file).graph();
        SplittableRandom random = new SplittableRandom(3);
        float[] images = new float[2 * graph.inputShape().elements()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (4 * random.nextDouble() - 2);
        }
        assertThat(run(OnnxWriter.write(graph), images)).containsExactly(run(file, images), offset(1e-4f));
        return graph;
    }

    private static float[] run(byte[] onnx, float[] images) {
        try (FloatSession session = FloatSession.open(onnx, SessionSettings.optimized(1))) {
            return session.run(images, 2);
        }
    }
}
