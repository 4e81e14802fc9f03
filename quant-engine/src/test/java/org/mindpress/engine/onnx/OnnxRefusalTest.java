package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mindpress.engine.onnx.OnnxAttributes.integer;
import static org.mindpress.engine.onnx.OnnxAttributes.integers;
import static org.mindpress.engine.onnx.OnnxAttributes.text;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.train.TrainableOperators;

class OnnxRefusalTest {
    private static final String KEPT = "resnet20-cifar10.onnx";

    /** A faulty net and what the message must say of it. */
    private interface Recipe {
        String output(OnnxNet net);
    }

    enum Fault {
        CONVOLUTION_OVER_TIME(
                net -> net.node("Conv", List.of("x", net.weight("w", 0, 3, 4, 3))), "[3, 4, 3]", "two-dimensional"),
        TRANSPOSED(net -> net.node("ConvTranspose", List.of("x", net.weight("w", 0, 4, 3, 3, 3))), "'ConvTranspose'"),
        GROUPS_THAT_DO_NOT_FIT(net -> net.conv("x", 4, 6, 3, integer("group", 3)), "group=3", "[4, 8, 8]"),
        KERNEL_LARGER_THAN_THE_IMAGE(net -> net.conv("x", 4, 6, 9), "kernel=9", "padded=8"),
        STRIDE_OF_ZERO(net -> net.conv("x", 4, 6, 3, integers("strides", 0, 1)), "stride=0x1"),
        NEGATIVE_PADS(net -> net.conv("x", 4, 6, 3, integers("pads", -1, 0, 0, 0)), "pads is -1"),
        HUGE_DILATION(net -> net.conv("x", 4, 6, 3, integers("dilations", 1L << 40, 1)), "dilations is 1099511627776"),
        UNKNOWN_PADDING(net -> net.conv("x", 4, 6, 3, text("auto_pad", "MIRROR")), "auto_pad MIRROR", "SAME_UPPER"),
        WRONG_ATTRIBUTE_TYPE(net -> net.conv("x", 4, 6, 3, integers("group", 1)), "attribute group is INTS"),
        CLIP_TO_OTHER_BOUNDS(
                net -> net.node("Clip", List.of("x", net.scalar(-1), net.scalar(1))), "[-1.0, 1.0]", "Relu6"),
        BROADCAST(
                net -> net.node("Add", List.of("x", net.node("GlobalAveragePool", List.of("x")))),
                "[4, 8, 8] and [4, 1, 1]"),
        CONSTANT_ADDED_TO_THE_IMAGE(
                net -> net.node("Add", List.of("x", net.weight("c", 0, 4, 1, 1))), "adds a constant", "bias"),
        CONSTANT_OF_WRONG_SHAPE(
                net -> net.node("Add", List.of(net.conv("x", 4, 6, 3), net.weight("c", 0, 6))), "[6]", "(6)"),
        POOL_WITH_DILATION(
                net -> net.node("MaxPool", List.of("x"), integers("kernel_shape", 2, 2), integers("dilations", 2, 2)),
                "dilation 2x2"),
        POOL_THAT_PADS_TOO_MUCH(
                net -> net.node("MaxPool", List.of("x"), integers("kernel_shape", 2, 2), integers("pads", 2, 0, 0, 0)),
                "not smaller than the kernel 2x2"),
        POOL_WITHOUT_KERNEL(net -> net.node("MaxPool", List.of("x")), "kernel_shape is missing"),
        MEAN_OVER_CHANNELS(
                net -> net.node("ReduceMean", List.of("x"), integers("axes", 1)), "axes [1]", "height and width"),
        MEAN_OVER_EVERYTHING(net -> net.node("ReduceMean", List.of("x")), "axes []"),
        PAD_BY_REFLECTION(
                net -> net.node("Pad", List.of("x", net.integers(0, 0, 1, 1, 0, 0, 1, 1)), text("mode", "reflect")),
                "mode reflect"),
        PAD_WITH_ONES(
                net -> net.node("Pad", List.of("x", net.integers(0, 0, 1, 1, 0, 0, 1, 1), net.scalar(1))), "zeros"),
        PAD_OF_CHANNELS(net -> net.node("Pad", List.of("x", net.integers(0, 1, 0, 0, 0, 0, 0, 0))), "axis 1"),
        RESHAPE_THAT_MIXES_IMAGES(
                net -> net.node("Reshape", List.of("x", net.integers(-1, 100))), "[-1, 100]", "keep the batch axis"),
        RESHAPE_TO_ONE_IMAGE(net -> net.node("Reshape", List.of("x", net.integers(1, -1))), "fixes the batch size"),
        RESHAPE_TO_A_HUGE_AXIS(
                net -> net.node("Reshape", List.of("x", net.integers(-1, 1L << 62, 1L << 62))), "4611686018427387904"),
        FLATTEN_OF_THE_BATCH(net -> net.node("Flatten", List.of("x"), integer("axis", 0)), "axis 0"),
        DENSE_ON_A_MAP(
                net -> net.node("MatMul", List.of("x", net.weight("w", 0, 8, 3))), "[4, 8, 8]", "flatten the map"),
        DENSE_OF_WRONG_WIDTH(
                net -> net.node("Gemm", List.of(net.node("Flatten", List.of("x")), net.weight("w", 0, 255, 3))),
                "[256]",
                "[255]"),
        SOFTMAX_IN_THE_MIDDLE(
                net -> net.node("Relu", List.of(net.node("Softmax", List.of(net.node("Flatten", List.of("x")))))),
                "not the last node"),
        SOFTMAX_OVER_A_MAP(net -> net.node("Softmax", List.of("x"), integer("axis", 1)), "axis 1 of shape [4, 8, 8]"),
        TRAINING_MODE(
                net -> net.node(
                        "BatchNormalization",
                        List.of(
                                "x",
                                net.weight("s", 1, 4),
                                net.weight("b", 0, 4),
                                net.weight("m", 0, 4),
                                net.weight("v", 1, 4)),
                        integer("training_mode", 1)),
                "model.eval()"),
        NEGATIVE_VARIANCE(
                net -> net.node(
                        "BatchNormalization",
                        List.of(
                                "x",
                                net.weight("s", 1, 4),
                                net.weight("b", 0, 4),
                                net.weight("m", 0, 4),
                                net.weight("v", -2, 4))),
                "variance -",
                "channel 0 is negative"),
        COMPUTED_WEIGHT(
                net -> net.node("Conv", List.of("x", net.node("Relu", List.of(net.weight("w", 0, 3, 4, 3, 3))))),
                "is a constant or a shape"),
        HALF_PRECISION(
                net -> net.node(
                        "Conv",
                        List.of(
                                "x",
                                net.constant(TensorProto.newBuilder()
                                        .setName("half")
                                        .setDataType(TensorProto.DataType.FLOAT16.getNumber())
                                        .build()))),
                "tensor half is float16",
                "float32"),
        WEIGHT_THAT_LIES_ABOUT_ITS_SIZE(
                net -> net.node(
                        "Conv",
                        List.of(
                                "x",
                                net.constant(TensorProto.newBuilder()
                                        .setName("liar")
                                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                                        .addAllDims(List.of(30_000L, 4L, 100L, 100L))
                                        .setRawData(com.google.protobuf.ByteString.copyFrom(new byte[8]))
                                        .build()))),
                "tensor liar has 8 bytes, expected 4800000000"),
        WEIGHT_OF_IMPOSSIBLE_SIZE(
                net -> net.node(
                        "Conv",
                        List.of(
                                "x",
                                net.constant(TensorProto.newBuilder()
                                        .setName("giant")
                                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                                        .addAllDims(List.of(1L << 40, 1L << 40))
                                        .build()))),
                "impossible dimensions"),
        NOT_A_NUMBER(
                net -> net.node(
                        "Conv",
                        List.of(
                                "x",
                                net.constant(
                                        Initializers.floats("broken", List.of(1, 4, 1, 1), 1f, 2f, Float.NaN, 4f)))),
                "tensor broken holds NaN at index 2"),
        EXTERNAL_WEIGHTS(
                net -> net.node(
                        "Conv",
                        List.of(
                                "x",
                                net.constant(TensorProto.newBuilder()
                                        .setName("far")
                                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                        .build()))),
                "external data file",
                "one file"),
        MISSING_INPUT(net -> net.node("Relu", List.of("nowhere")), "[nowhere]"),
        OUTPUT_THAT_NOBODY_COMPUTES(net -> "nothing", "output nothing"),
        OUTPUT_THAT_IS_THE_INPUT(net -> "x", "no nodes"),
        CONVOLUTION_OF_CODES(
                net -> net.node("QLinearConv", List.of("x", net.scalar(1))),
                "'QLinearConv'",
                "quant_format=QuantFormat.QDQ");

        private final Recipe recipe;
        private final String[] words;

        Fault(Recipe recipe, String... words) {
            this.recipe = recipe;
            this.words = words;
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Fault.class)
    void eachFaultIsNamedWithItsRemedy(Fault fault) {
        OnnxNet net = new OnnxNet(17, 4, 8, 8);
        String output = fault.recipe.output(net);
        if (net.graph().getNodeCount() == 0) {
            net.node("Relu", List.of("x"));
        }
        byte[] bytes = net.build(output);
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", bytes))
                .isInstanceOf(ModelImportException.class)
                .hasMessageStartingWith("net.onnx: 1 problem\n")
                .hasMessageContaining("Remedy: ")
                .hasMessageContainingAll(fault.words);
    }

    @Test
    void allProblemsOfAFileComeTogetherWithNodeNames() {
        OnnxNet net = new OnnxNet(17, 4, 8, 8);
        String swish = net.node("HardSwish", List.of(net.conv("x", 4, 6, 3)));
        String pool = net.node("MaxPool", List.of(swish), integers("kernel_shape", 9, 9));
        String gate = net.node("Mul", List.of(swish, net.node("Sigmoid", List.of(swish))));
        String both = net.node("Concat", List.of(pool, gate), integer("axis", 1));
        ModelImportException refusal =
                catchThrowableOfType(ModelImportException.class, () -> OnnxReader.read("net.onnx", net.build(both)));
        assertThat(refusal.problems().stream().map(ImportProblem::operator))
                .containsExactly("HardSwish", "MaxPool", "Sigmoid", "Mul");
        assertThat(refusal.problems().get(0).node()).startsWith("/block").endsWith("/op/HardSwish");
        assertThat(refusal).hasMessageStartingWith("net.onnx: 4 problems\n").hasMessageContaining("Relu6");
        assertThat(refusal.fileName()).isEqualTo("net.onnx");
    }

    @Test
    void nodesThatTheOutputDoesNotNeedAreNoProblem() {
        OnnxNet net = new OnnxNet(17, 4, 8, 8);
        String relu = net.node("Relu", List.of("x"));
        net.node("HardSwish", List.of(relu));
        assertThat(OnnxReader.read("net.onnx", net.build(relu)).notes())
                .containsExactly("1 nodes that the output does not need were left out");
    }

    @ParameterizedTest(name = "opset={0}")
    @ValueSource(ints = {0, 1, 10, 22, 1_000_000})
    void otherOpsetsAreRefused(int opset) {
        OnnxNet net = new OnnxNet(opset, 4, 8, 8);
        byte[] bytes = net.build(net.node("Relu", List.of("x")));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", bytes))
                .hasMessageContaining("opset " + (opset == 0 ? "is missing" : opset) + ", expected 11 to 21");
    }

    @ParameterizedTest(name = "opset={0}")
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
    void theseOpsetsAreRead(int opset) {
        OnnxNet net = new OnnxNet(opset, 4, 8, 8);
        byte[] bytes = net.build(net.node("Relu", List.of("x")));
        assertThat(OnnxReader.read("net.onnx", bytes).graph().nodes()).hasSize(1);
    }

    @Test
    void theFrameIsCheckedAsAWhole() {
        OnnxNet net = new OnnxNet(9, 4, 8, 8);
        net.addInput("mask", TensorProto.DataType.FLOAT, 0, 4);
        String relu = net.node("Relu", List.of("x"));
        net.build(relu);
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", net.build(net.node("Relu", List.of(relu)))))
                .hasMessageContainingAll("3 problems", "opset 9", "inputs [x, mask]", "expected one");
    }

    @Test
    void inputsOfOtherFormsAreRefused() {
        OnnxNet dynamic = new OnnxNet(17, 4, 0, 8);
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", dynamic.build(dynamic.node("Relu", List.of("x")))))
                .hasMessageContainingAll("input x", "[batch_size, 4, 0, 8]", "fixed sizes after N");
        OnnxNet flat = new OnnxNet(17, 784);
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", flat.build(flat.node("Relu", List.of("x")))))
                .hasMessageContainingAll("input x", "[batch_size, 784]");
        OnnxNet huge = new OnnxNet(17, 1L << 40, 8, 8);
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", huge.build(huge.node("Relu", List.of("x")))))
                .hasMessageContaining("1099511627776");
    }

    @Test
    void loopsAreRefused() {
        OnnxNet net = new OnnxNet(17, 4, 8, 8);
        net.graph()
                .addNode(ai.onnx.proto.OnnxMl.NodeProto.newBuilder()
                        .setName("a")
                        .setOpType("Relu")
                        .addInput("b")
                        .addOutput("a"));
        net.graph()
                .addNode(ai.onnx.proto.OnnxMl.NodeProto.newBuilder()
                        .setName("b")
                        .setOpType("Relu")
                        .addInput("a")
                        .addOutput("b"));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", net.build("b")))
                .hasMessageContainingAll("node a", "[b] come from no node before it");
    }

    @Test
    void cutFilesGiveOneClearErrorWhereverTheyAreCut() {
        byte[] whole = OnnxWriter.write(ExampleNets.residual(1));
        int readable = 0;
        for (int length = 0; length < whole.length; length += length < 400 || length > whole.length - 400 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (isComplete(cut)) {
                // only the producer's remarks at the end are gone
                readable++;
                assertThat(OnnxWriter.write(OnnxReader.read("cut.onnx", cut).graph()))
                        .isEqualTo(whole);
            } else {
                assertOneClearError("cut.onnx", cut);
            }
        }
        assertThat(readable).isEqualTo(1);
        byte[] model = FirstTestImages.model(KEPT);
        for (int length = 0; length < model.length; length += 50_021) {
            assertOneClearError("cut.onnx", Arrays.copyOf(model, length));
        }
    }

    private static boolean isComplete(byte[] bytes) {
        try {
            ModelProto model = ModelProto.parseFrom(bytes);
            return model.hasGraph() && model.getOpsetImportCount() == 1;
        } catch (com.google.protobuf.InvalidProtocolBufferException cut) {
            return false;
        }
    }

    private static void assertOneClearError(String name, byte[] bytes) {
        assertThatThrownBy(() -> OnnxReader.read(name, bytes))
                .as("length=" + bytes.length)
                .isInstanceOf(ModelImportException.class)
                .hasMessageStartingWith("cut.onnx: 1 problem\n")
                .hasMessageContaining("Remedy: ");
    }

    @Test
    void damagedFilesNeverEndOtherwiseThanInARefusal() throws Exception {
        OnnxNet net = new OnnxNet(17, 4, 8, 8);
        String flat = net.node("Flatten", List.of(net.normalization(net.conv("x", 4, 6, 3), 6)));
        byte[] whole = net.build(net.node("Reshape", List.of(flat, net.integers(-1, 216))));
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int trial = 0; trial < 5_000; trial++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= trial % 3; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                OnnxReader.read("damaged.onnx", damaged);
            } catch (ModelImportException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
        assertThat(ModelProto.parseFrom(whole).hasGraph()).isTrue();
    }

    @Test
    void garbageIsRefused() {
        SplittableRandom random = new SplittableRandom(11);
        for (int length = 0; length < 300; length++) {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            assertThatThrownBy(() -> OnnxReader.read("garbage.onnx", garbage))
                    .isInstanceOf(ModelImportException.class)
                    .hasMessageContaining("garbage.onnx: ");
        }
        assertThatThrownBy(() -> OnnxReader.read(
                        "text.onnx", "not a model at all".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessage("text.onnx: 1 problem\n  file: its 18 bytes are not an ONNX model, or were cut short. "
                        + "Remedy: export the model again and copy the file completely.");
    }

    @Test
    void whatImportsButCannotBeTrainedIsTold() {
        assertThat(trainingFaults(ExampleFile.CONV_GROUPS))
                .hasSize(1)
                .first()
                .asString()
                .contains("group=2", "Remedy");
        assertThat(trainingFaults(ExampleFile.CONV_DEPTHWISE)).isEmpty();
        assertThat(trainingFaults(ExampleFile.CONV_DILATION))
                .hasSize(1)
                .first()
                .asString()
                .contains("dilation=2x2", "Remedy");
        assertThat(trainingFaults(ExampleFile.WEIGHTS_SHARED)).isEmpty();
        assertThat(trainingFaults(ExampleFile.PERCEPTRON)).isEmpty();
    }

    private static List<String> trainingFaults(ExampleFile file) {
        return TrainableOperators.faults(
                OnnxReader.read(file.name(), file.bytes(17)).graph());
    }

    @Test
    void theWriterRefusesAnOutputNameThatIsTaken() {
        ModelGraph net = ExampleNets.residual(1);
        ModelGraph renamed = new ModelGraph(
                net.name(), net.inputName(), net.inputShape(), net.nodes(), net.constants(), net.inputName());
        assertThatThrownBy(() -> OnnxWriter.write(renamed)).hasMessageContaining("input");
    }
}
