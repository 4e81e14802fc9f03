package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.mindpress.engine.onnx.OnnxNet.integer;
import static org.mindpress.engine.onnx.OnnxNet.integers;
import static org.mindpress.engine.onnx.OnnxNet.number;
import static org.mindpress.engine.onnx.OnnxNet.text;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;

/** What ONNX Runtime computes from the file that was read and from the file that was written is the same. */
class OnnxAgreementTest {

    /** How a net is built on the image of 4 x 11 x 8; the last value is the output. */
    private interface Recipe {
        String output(OnnxNet net);
    }

    enum Net {
        CONV(net -> net.conv("x", 4, 6, 3)),
        CONV_STRIDE_AND_UNEQUAL_PADS(
                net -> net.conv("x", 4, 6, 3, integers("strides", 2, 3), integers("pads", 1, 0, 2, 1))),
        CONV_DILATION(net -> net.conv("x", 4, 5, 3, integers("dilations", 2, 2), integers("pads", 2, 2, 2, 2))),
        CONV_GROUPS(net -> net.conv("x", 2, 6, 3, integer("group", 2))),
        CONV_DEPTHWISE(net -> net.conv("x", 1, 8, 3, integer("group", 4), integers("kernel_shape", 3, 3))),
        CONV_RECTANGULAR(
                net -> net.node("Conv", List.of("x", net.weight("w", 0, 3, 4, 1, 5)), integers("pads", 0, 2, 0, 2))),
        CONV_SAME_UPPER(net -> net.conv("x", 4, 5, 3, text("auto_pad", "SAME_UPPER"), integers("strides", 2, 3))),
        CONV_SAME_LOWER(net -> net.conv("x", 4, 5, 4, text("auto_pad", "SAME_LOWER"), integers("strides", 2, 1))),
        CONV_VALID(net -> net.conv("x", 4, 5, 2, text("auto_pad", "VALID"), integers("strides", 3, 2))),
        CONV_FROM_CONSTANT_NODES(net -> net.withConstantNodes().conv("x", 4, 6, 3)),
        CONV_PLUS_CONSTANT(net -> net.node("Add", List.of(net.conv("x", 4, 6, 3), net.weight("c", 0, 1, 6, 1, 1)))),
        CONSTANT_PLUS_CONV_WITHOUT_BIAS(net -> net.node(
                "Add",
                List.of(net.weight("c", 0, 6, 1, 1), net.node("Conv", List.of("x", net.weight("w", 0, 6, 4, 3, 3)))))),
        NORMALIZATION(net -> net.normalization(net.conv("x", 4, 6, 3), 6)),
        NORMALIZATION_ALONE(net -> net.node("Relu", List.of(net.normalization("x", 4)))),
        RELU(net -> net.node("Relu", List.of("x"))),
        RELU6(net -> net.node("Clip", List.of("x", net.scalar(0), net.scalar(6)))),
        RELU6_FROM_CONSTANT_NODES(
                net -> net.withConstantNodes().node("Clip", List.of("x", net.scalar(0), net.scalar(6)))),
        CLIP_WITHOUT_UPPER_BOUND(net -> net.node("Clip", List.of("x", net.scalar(0)))),
        RESIDUAL(net -> {
            String left = net.conv("x", 4, 4, 3, integers("pads", 1, 1, 1, 1));
            return net.node("Relu", List.of(net.node("Add", List.of(left, "x"))));
        }),
        DOUBLE(net -> net.node("Add", List.of("x", "x"))),
        MAX_POOL(net -> net.node(
                "MaxPool",
                List.of("x"),
                integers("kernel_shape", 3, 2),
                integers("strides", 2, 2),
                integers("pads", 1, 1, 1, 0))),
        MAX_POOL_CEIL(net -> net.node(
                "MaxPool",
                List.of("x"),
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integer("ceil_mode", 1))),
        MAX_POOL_CEIL_WIDE_STRIDE(net -> net.node(
                "MaxPool",
                List.of("x"),
                integers("kernel_shape", 2, 2),
                integers("strides", 3, 3),
                integer("ceil_mode", 1),
                integers("pads", 1, 1, 1, 1))),
        MAX_POOL_SAME(net -> net.node(
                "MaxPool",
                List.of("x"),
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                text("auto_pad", "SAME_LOWER"))),
        AVERAGE_POOL(net ->
                net.node("AveragePool", List.of("x"), integers("kernel_shape", 2, 3), integers("strides", 2, 1))),
        AVERAGE_POOL_PADS(net -> net.node(
                "AveragePool",
                List.of("x"),
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integers("pads", 1, 1, 1, 1))),
        AVERAGE_POOL_COUNTS_PADS(net -> net.node(
                "AveragePool",
                List.of("x"),
                integers("kernel_shape", 3, 3),
                integers("pads", 1, 0, 2, 1),
                integer("count_include_pad", 1))),
        AVERAGE_POOL_CEIL(net -> net.node(
                "AveragePool",
                List.of("x"),
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integer("ceil_mode", 1))),
        AVERAGE_POOL_CEIL_COUNTS_PADS(net -> net.node(
                "AveragePool",
                List.of("x"),
                integers("kernel_shape", 3, 3),
                integers("strides", 2, 2),
                integers("pads", 1, 1, 1, 1),
                integer("ceil_mode", 1),
                integer("count_include_pad", 1))),
        GLOBAL_AVERAGE_POOL(net -> net.node("GlobalAveragePool", List.of("x"))),
        REDUCE_MEAN(net -> mean(net, "x", 1, 2, 3)),
        REDUCE_MEAN_WITHOUT_AXES_KEPT(net -> mean(net, "x", 0, -1, -2)),
        PAD(net -> net.conv(net.node("Pad", List.of("x", net.integers(0, 0, 1, 2, 0, 0, 3, 0))), 4, 5, 3)),
        PAD_NOTHING(net ->
                net.node("Relu", List.of(net.node("Pad", List.of("x", net.integers(0, 0, 0, 0, 0, 0, 0, 0)))))),
        FLATTEN_GEMM(net -> {
            String flat = net.node("Flatten", List.of("x"));
            return net.node(
                    "Gemm",
                    List.of(flat, net.weight("fc.weight", 0, 5, 352), net.weight("fc.bias", 0, 5)),
                    integer("transB", 1));
        }),
        GEMM_SCALED(net -> {
            String flat = net.node("Flatten", List.of("x"), integer("axis", -3));
            return net.node(
                    "Gemm",
                    List.of(flat, net.weight("w", 0, 352, 5), net.weight("b", 0, 1, 5)),
                    number("alpha", 0.5f),
                    number("beta", 2));
        }),
        MAT_MUL_ADD(net -> {
            String flat = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of("x"))));
            String product = net.node("MatMul", List.of(flat, net.weight("w", 0, 4, 7)));
            return net.node("Add", List.of(product, net.weight("b", 0, 7)));
        }),
        PERCEPTRON(net -> {
            String flat = net.node("Flatten", List.of("x"));
            String first = net.node("Gemm", List.of(flat, net.weight("a.weight", 0, 6, 352)), integer("transB", 1));
            String relu = net.node("Relu", List.of(net.normalization(first, 6)));
            String second = net.node(
                    "Gemm",
                    List.of(net.node("Add", List.of(relu, relu)), net.weight("b.weight", 0, 3, 6)),
                    integer("transB", 1));
            return net.node("Softmax", List.of(second), integer("axis", 1));
        }),
        RESHAPE_WITH_INFERRED_BATCH(net -> net.node("Reshape", List.of(net.conv("x", 4, 6, 3), net.integers(-1, 324)))),
        RESHAPE_WITH_COPIED_BATCH(net -> net.node("Reshape", List.of(net.conv("x", 4, 6, 3), net.integers(0, 3, -1)))),
        RESHAPE_TO_MAP_AND_ON(net -> net.conv(net.node("Reshape", List.of("x", net.integers(0, 8, 11, 4))), 8, 2, 3)),
        RESHAPE_BY_COMPUTED_SHAPE(net -> {
            String shape = net.node("Shape", List.of("x"));
            String batch = net.node("Gather", List.of(shape, net.index(0)), integer("axis", 0));
            String row = unsqueeze(net, batch, 0);
            String target = net.node("Concat", List.of(row, net.integers(-1)), integer("axis", 0));
            return net.node("Relu", List.of(net.node("Reshape", List.of("x", target))));
        }),
        SQUEEZED_AND_UNSQUEEZED(net -> {
            String pooled = net.node("GlobalAveragePool", List.of("x"));
            String flat = squeeze(net, squeeze(net, pooled, 3), -1);
            return net.conv(unsqueeze(net, unsqueeze(net, flat, 2), 3), 4, 3, 1);
        }),
        IDENTITY_AND_DROPOUT(net -> net.node(
                "Identity",
                List.of(net.node("Dropout", List.of(net.node("Identity", List.of(net.conv("x", 4, 6, 3)))))))),
        SHARED_FLATTEN(net -> {
            String flat = net.node("Flatten", List.of("x"));
            String left = net.node("Gemm", List.of(flat, net.weight("l.weight", 0, 5, 352)), integer("transB", 1));
            String right = net.node("Gemm", List.of(flat, net.weight("r.weight", 0, 5, 352)), integer("transB", 1));
            return net.node("Add", List.of(left, right));
        }),
        MAP_PLUS_ITS_REORDERED_SELF(net -> {
            String left = net.node("Flatten", List.of("x"));
            String right = net.node(
                    "Reshape",
                    List.of(net.node("Reshape", List.of("x", net.integers(-1, 8, 11, 4))), net.integers(-1, 352)));
            return net.node("Add", List.of(left, right));
        }),
        WEIGHTS_SHARED(net -> {
            String weight = net.weight("shared.weight", 0, 4, 4, 3, 3);
            String first = net.node("Conv", List.of("x", weight), integers("pads", 1, 1, 1, 1));
            return net.node("Conv", List.of(first, weight), integers("pads", 1, 1, 1, 1));
        });

        private final Recipe recipe;

        Net(Recipe recipe) {
            this.recipe = recipe;
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Net.class)
    void writtenFileComputesWhatTheOriginalComputes(Net net) {
        for (int opset : new int[] {11, 12, 13, 17, 18, 21}) {
            OnnxNet built = new OnnxNet(opset, 4, 11, 8);
            assertAgreement(net + " opset=" + opset, built.build(net.recipe.output(built)));
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
        assertAgreement("pad", net.build(mean(net, padded, 1, 3, 2)));
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
        OnnxNet net = new OnnxNet(17, 4, 11, 8);
        ModelGraph graph = OnnxReader.read("net", net.build(Net.FLATTEN_GEMM.recipe.output(net)))
                .graph();
        assertThat(graph.nodes().stream().map(node -> node.operator()))
                .containsExactly(Operator.RESHAPE, Operator.CONVOLUTION, Operator.RESHAPE);
        OnnxNet pooled = new OnnxNet(17, 4, 11, 8);
        assertThat(OnnxReader.read("net", pooled.build(Net.MAT_MUL_ADD.recipe.output(pooled))).graph().nodes().stream()
                        .map(node -> node.operator()))
                .containsExactly(Operator.AVERAGE_POOL, Operator.CONVOLUTION, Operator.RESHAPE);
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

    private static String mean(OnnxNet net, String input, long keep, long... axes) {
        return net.opset() < 18
                ? net.node("ReduceMean", List.of(input), integers("axes", axes), integer("keepdims", keep))
                : net.node("ReduceMean", List.of(input, net.integers(axes)), integer("keepdims", keep));
    }

    private static String squeeze(OnnxNet net, String input, long axis) {
        return byAxes(net, "Squeeze", input, axis);
    }

    private static String unsqueeze(OnnxNet net, String input, long axis) {
        return byAxes(net, "Unsqueeze", input, axis);
    }

    private static String byAxes(OnnxNet net, String operator, String input, long axis) {
        return net.opset() < 13
                ? net.node(operator, List.of(input), integers("axes", axis))
                : net.node(operator, List.of(input, net.integers(axis)));
    }
}
