package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.mindpress.engine.onnx.OnnxAttributes.integers;
import static org.mindpress.engine.onnx.OnnxAttributes.text;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;

/** What ONNX Runtime computes from the file that was read and from the file that was written is the same. */
class OnnxAgreementTest {

    @ParameterizedTest(name = "{0}")
    @EnumSource(ExampleFile.class)
    void writtenFileComputesWhatTheOriginalComputes(ExampleFile net) {
        for (int opset : new int[] {11, 12, 13, 17, 18, 21}) {
            assertAgreement(net + " opset=" + opset, net.bytes(opset));
        }
    }

    @ParameterizedTest(name = "size={0}")
    @ValueSource(ints = {1, 2, 3, 5, 9, 14})
    void oddSizesAgree(int size) {
        for (int kernel = 1; kernel <= Math.min(size, 3); kernel++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (String mode : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
                    OnnxNet net = new OnnxNet(17, 2, size, size + 1);
                    String conv =
                            net.conv("x", 2, 3, kernel, text("auto_pad", mode), integers("strides", stride, stride));
                    String relu = net.node("Relu", List.of(net.normalization(conv, 3)));
                    String pool = net.node("GlobalAveragePool", List.of(relu));
                    String label = "size=" + size + " kernel=" + kernel + " stride=" + stride + " " + mode;
                    assertAgreement(label, net.build(net.node("Flatten", List.of(pool))));
                }
            }
        }
    }

    @Test
    void padAndMeanTakeTheirAxesAsInputsFromOpset18() {
        OnnxNet net = new OnnxNet(18, 4, 11, 8);
        String padded = net.node("Pad", List.of("x", net.integers(1, 2, 0, 1), "", net.integers(-1, 2)));
        assertAgreement("pad", net.build(ExampleFile.mean(net, padded, 1, 3, 2)));
    }

    @Test
    void severalGraphsFromCodeComeBackAsTheyWere() {
        for (UnaryOperator<ModelGraph> form : List.<UnaryOperator<ModelGraph>>of(
                graph -> graph, org.mindpress.engine.graph.BatchNormalizationFolding::fold)) {
            for (ModelGraph net :
                    List.of(ExampleNets.residual(1), ExampleNets.bottleneck(2), ExampleNets.depthwise(3))) {
                ModelGraph graph = form.apply(net);
                byte[] bytes = OnnxWriter.write(graph);
                ModelGraph again = OnnxReader.read("net.onnx", bytes).graph();
                assertThat(again.nodes()).isEqualTo(graph.nodes());
                assertThat(again.constants()).isEqualTo(graph.constants());
                assertThat(List.copyOf(again.constants().keySet()))
                        .isEqualTo(List.copyOf(graph.constants().keySet()));
                assertThat(again.name()).isEqualTo(graph.name());
                assertThat(OnnxWriter.write(again)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void aFileEditedAfterwardsIsReadByTheGeneralImport() throws Exception {
        byte[] own = OnnxWriter.write(ExampleNets.depthwise(3));
        var edited = ai.onnx.proto.OnnxMl.ModelProto.parseFrom(own).toBuilder();
        edited.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .setDim(
                        0,
                        ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension.newBuilder()
                                .setDimValue(2));
        ImportedModel read = OnnxReader.read("edited.onnx", edited.build().toByteArray());
        assertThat(read.notes()).containsExactly("the batch size was fixed to 2 and is dynamic now");
        assertThat(OnnxWriter.write(read.graph())).isEqualTo(own);
    }

    @Test
    void theDeviceFormHasNoDenseLayersNorGlobalPools() {
        assertThat(operators(ExampleFile.FLATTEN_GEMM))
                .containsExactly(Operator.RESHAPE, Operator.CONVOLUTION, Operator.RESHAPE);
        assertThat(operators(ExampleFile.MAT_MUL_ADD))
                .containsExactly(Operator.AVERAGE_POOL, Operator.CONVOLUTION, Operator.RESHAPE);
    }

    @Test
    void padBecomesPartOfTheConvolutionThatAloneReadsIt() {
        assertThat(operators(ExampleFile.PAD)).containsExactly(Operator.CONVOLUTION);
        assertThat(operators(ExampleFile.PAD_BEFORE_PADDING)).containsExactly(Operator.CONVOLUTION);
        assertThat(operators(ExampleFile.PAD_READ_TWICE))
                .containsExactly(Operator.PAD, Operator.CONVOLUTION, Operator.CONVOLUTION, Operator.ADD);
        assertThat(operators(ExampleFile.PAD_BEFORE_POOL))
                .containsExactly(Operator.RELU, Operator.PAD, Operator.MAX_POOL);
    }

    private static List<Operator> operators(ExampleFile file) {
        return OnnxReader.read(file.name(), file.bytes(17)).graph().nodes().stream()
                .map(node -> node.operator())
                .toList();
    }

    private static void assertAgreement(String label, byte[] original) {
        ModelGraph graph = OnnxReader.read(label, original).graph();
        byte[] written = OnnxWriter.write(graph);
        assertThat(OnnxWriter.write(OnnxReader.read(label, written).graph()))
                .as(label)
                .isEqualTo(written);
        SplittableRandom random = new SplittableRandom(5);
        float[] images = new float[3 * graph.inputShape().elements()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (8 * random.nextDouble() - 3);
        }
        assertThat(run(written, images)).as(label).containsExactly(run(original, images), offset(1e-4f));
    }

    private static float[] run(byte[] onnx, float[] images) {
        try (FloatSession session = FloatSession.open(onnx, SessionSettings.optimized(1))) {
            return session.run(images, 3);
        }
    }
}
