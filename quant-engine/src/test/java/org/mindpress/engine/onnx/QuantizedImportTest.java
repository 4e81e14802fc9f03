package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ImportedModel;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOutput;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.QuantizedNets;
import org.mindpress.engine.mindir.VerificationWriter;
import org.mindpress.engine.quant.GivenModel;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizedModel;

/** Quantised files keep their numbers on the way in; what the device cannot take is refused by name. */
class QuantizedImportTest {

    private static QuantizedModel given(byte[] onnx, QuantizedModel like) {
        ImportedModel imported = OnnxReader.read("net.onnx", onnx);
        String[] inFloat = like.plan().convolutions().stream()
                .map(QuantizationGroup::layer)
                .filter(like.plan()::isFloatIsland)
                .toArray(String[]::new);
        return GivenModel.of(imported, QuantizedNets.keepingFloat(inFloat), like.input());
    }

    @ParameterizedTest
    @EnumSource(QdqTest.Net.class)
    void ourOwnExportComesBackWithEveryNumber(QdqTest.Net net) {
        QuantizedModel read = given(QdqWriter.write(net.model), net.model);
        assertThat(read.convolutions()).isEqualTo(net.model.convolutions());
        assertThat(read.parameters()).isEqualTo(net.model.parameters());
        assertThat(read.plan().groups()).isEqualTo(net.model.plan().groups());
        assertThat(read.graph().nodes()).isEqualTo(net.model.graph().nodes());
        assertThat(QdqWriter.write(read)).isEqualTo(QdqWriter.write(net.model));
        assertThat(DeploymentWriter.write(read, "test")).isEqualTo(DeploymentWriter.write(net.model, "test"));
        assertThat(VerificationWriter.write(read, "test")).isEqualTo(VerificationWriter.write(net.model, "test"));
    }

    @ParameterizedTest
    @EnumSource(QdqTest.Net.class)
    void soItDoesWithInt8ActivationsAndUint8Weights(QdqTest.Net net) {
        byte[] shifted = edited(net.model, QuantizedImportTest::exchangeSigns);
        QuantizedModel read = given(shifted, net.model);
        assertThat(read.convolutions()).isEqualTo(net.model.convolutions());
        assertThat(read.parameters()).isEqualTo(net.model.parameters());
        assertThat(DeploymentWriter.write(read, "test")).isEqualTo(DeploymentWriter.write(net.model, "test"));
    }

    @Test
    void activationsThatAQuantiserDroppedComeBack() {
        QuantizedModel model = QdqTest.Net.DEPTHWISE.model;
        byte[] dropped = edited(model, QuantizedImportTest::dropActivations);
        ImportedModel imported = OnnxReader.read("net.onnx", dropped);
        QuantizedModel read = GivenModel.of(imported, LayerPolicy.DEFAULT, model.input());
        assertThat(read.convolutions()).isEqualTo(model.convolutions());
        assertThat(read.parameters()).isEqualTo(model.parameters());
        long activations = model.graph().nodes().stream()
                .filter(node -> node.operator().isActivation())
                .count();
        assertThat(read.graph().nodes().stream().filter(node -> node.operator().isActivation()))
                .hasSize((int) activations);
        assertThat(imported.notes())
                .anyMatch(note -> note.startsWith("the quantiser left out " + activations + " activations"));
    }

    /** What a file may do to a good one, and what the refusal says. */
    enum Fault {
        SIXTEEN_BITS(graph -> zeroPoints(graph, TensorProto.DataType.UINT16), "its codes are uint16", "8 bits"),
        FOUR_BITS(graph -> constants(graph, TensorProto.DataType.INT4), "its codes are int4", "8 bits"),
        HALF_PRECISION_SCALES(
                graph -> each(
                        graph,
                        "input/scale",
                        tensor -> tensor.toBuilder()
                                .setDataType(TensorProto.DataType.FLOAT16_VALUE)
                                .build()),
                "its scale input/scale is float16",
                "float32"),
        BLOCKS(
                graph -> eachNode(
                        graph,
                        "stem.conv.weight/DequantizeLinear",
                        node -> node.toBuilder()
                                .addAttribute(OnnxAttributes.integer("block_size", 32))
                                .build()),
                "a scale for each block of 32",
                "per tensor or per channel"),
        ASYMMETRIC_WEIGHTS(
                graph -> each(graph, "stem.conv.weight/zero_point", tensor -> filled(tensor, 3)),
                "the zero point of a constant is 3 in int8",
                "symmetrically"),
        ACTIVATIONS_PER_CHANNEL(
                graph -> {
                    each(
                            graph,
                            "stem.conv/scale",
                            tensor -> Initializers.floats(
                                    tensor.getName(), List.of(8), new float[] {1, 1, 1, 1, 1, 1, 1, 1}));
                    each(
                            graph,
                            "stem.conv/zero_point",
                            tensor -> Initializers.tensor(
                                    tensor.getName(), TensorProto.DataType.UINT8, List.of(8), new byte[8]));
                },
                "a tensor made from the image has 8 scales",
                "per tensor"),
        WEIGHTS_PER_INPUT_CHANNEL(
                graph -> eachNode(
                        graph,
                        "body.0.a.conv.weight/DequantizeLinear",
                        node -> node.toBuilder()
                                .clearAttribute()
                                .addAttribute(OnnxAttributes.integer("axis", 1))
                                .build()),
                "layer body.0.a.conv: weight",
                "along the output channels"),
        NO_PAIR_AROUND_THE_IMAGE(
                graph -> bypass(graph, "input"),
                "layer input: the image goes through no pair",
                "import the float model"),
        NO_PAIR_BEHIND_A_LAYER(
                graph -> bypass(graph, "body.0.a.relu"),
                "layer body.0.a.conv: its output goes through no pair",
                "quantise every layer"),
        FLOAT_WEIGHTS(
                graph -> {
                    eachNode(
                            graph,
                            "stem.conv.weight/DequantizeLinear",
                            node -> node.toBuilder()
                                    .clearAttribute()
                                    .clearInput()
                                    .addInput("float")
                                    .setOpType("Identity")
                                    .build());
                    graph.addInitializer(Initializers.floats("float", List.of(8, 3, 3, 3), new float[216]));
                },
                "layer stem.conv: its weights are not quantised",
                "quantise every layer"),
        READ_BEFORE_THE_PAIR(
                graph -> eachNode(
                        graph,
                        "body.0.a.conv",
                        node -> node.toBuilder().setInput(0, "stem.relu/raw").build()),
                "layer stem.conv: [body.0.a.conv] read its output as it was before the pair",
                "every input"),
        OTHER_GRID_OUT_OF_THE_CODES(
                graph -> {
                    eachNode(
                            graph,
                            "input/DequantizeLinear",
                            node -> node.toBuilder().setInput(1, "other").build());
                    graph.addInitializer(Initializers.scalar("other", 0.5f));
                },
                "the codes were made on the grid",
                "the same scale"),
        OTHER_BIAS_SCALE(
                graph -> each(
                        graph,
                        "stem.conv.bias/scale",
                        tensor -> Initializers.floats(tensor.getName(), List.of(8), 1, 1, 1, 1, 1, 1, 1, 1)),
                "layer stem.conv: bias scale 1.0 of output channel 0, expected input scale times weight scale",
                "quantise every layer"),
        OPERATORS_ON_CODES(
                graph -> eachNode(
                        graph,
                        "stem.conv",
                        node -> node.toBuilder().setOpType("QLinearConv").build()),
                "'QLinearConv' at node stem.conv",
                "QDQ format"),
        CODES_READ_AS_NUMBERS(
                graph -> eachNode(
                        graph,
                        "stem.conv",
                        node -> node.toBuilder().setInput(0, "input/codes").build()),
                "it works on the codes of input/codes",
                "QDQ format"),
        RANGES_FOUND_WHILE_RUNNING(
                graph -> eachNode(
                        graph,
                        "input/QuantizeLinear",
                        node -> node.toBuilder()
                                .setOpType("DynamicQuantizeLinear")
                                .build()),
                "'DynamicQuantizeLinear'",
                "statically");

        private final Consumer<GraphProto.Builder> edit;
        private final String finding;
        private final String remedy;

        Fault(Consumer<GraphProto.Builder> edit, String finding, String remedy) {
            this.edit = edit;
            this.finding = finding;
            this.remedy = remedy;
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whatTheDeviceCannotTakeIsRefusedByName(Fault fault) {
        QuantizedModel model = QuantizedNets.of(ExampleNets.residual(3), 11);
        byte[] broken = edited(model, fault.edit);
        assertThatThrownBy(() -> given(broken, model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault.finding)
                .hasMessageContaining("Remedy: ")
                .hasMessageContaining(fault.remedy);
    }

    @Test
    void aMaxPoolThatChangesTheGridIsRefused() {
        QuantizedModel model = QdqTest.Net.BOTTLENECK.model;
        byte[] broken = edited(model, graph -> otherGrid(graph, "pool", 0.5f));
        assertThatThrownBy(() -> given(broken, model))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("behind MaxPool the grid is (scale 0.5")
                .hasMessageContaining("the same scale");
    }

    @Test
    void anAveragePoolThatChangesTheGridIsADepthwiseConvolution() {
        QuantizedModel model = QdqTest.Net.RESIDUAL.model;
        Node pool = model.graph().nodes().stream()
                .filter(node -> node.operator() == Operator.AVERAGE_POOL)
                .findFirst()
                .orElseThrow();
        byte[] other = edited(model, graph -> {
            otherGrid(graph, pool.name(), 0.01f);
            // the layer behind it has a float bias: its codes were made for the old grid
            floatBias(graph, model, "fc");
        });
        ImportedModel imported = OnnxReader.read("net.onnx", other);
        QuantizedModel read = GivenModel.of(imported, LayerPolicy.DEFAULT, model.input());
        assertThat(imported.notes()).anyMatch(note -> note.startsWith("average pool " + pool.name()));
        assertThat(read.graph().node(pool.name()).orElseThrow().operator()).isEqualTo(Operator.CONVOLUTION);
        assertThat(read.parametersOf(pool.name()).scale()).isEqualTo(0.01f);
        float[] images = QuantizedNets.images(model, 8, 5);
        IntegerOutput integer =
                IntegerModel.read(DeploymentWriter.write(read, "test")).run(images, 8);
        try (FloatSession theirs = FloatSession.open(other, SessionSettings.literal(1));
                FloatSession ours = FloatSession.open(QdqWriter.write(read), SessionSettings.literal(1))) {
            float step = 1.01f * integer.parameters().scale();
            assertThat(ours.run(images, 8)).containsExactly(theirs.run(images, 8), offset(step));
            assertThat(integer.values()).containsExactly(theirs.run(images, 8), offset(4 * step));
        }
    }

    /** As training frameworks export it: float weights and the pair behind them. */
    @Test
    void weightsThatTheFileQuantisesItselfGetTheCodesOfOnnx() {
        QuantizedModel model = QdqTest.Net.RESIDUAL.model;
        byte[] exported = edited(model, graph -> {
            String weight =
                    model.graph().node("stem.conv").orElseThrow().constants().get(0);
            graph.addInitializer(Initializers.floats("float", model.graph().constant(weight)));
            graph.addNode(
                    0,
                    node(graph, weight + "/DequantizeLinear").toBuilder()
                            .setName("quantize")
                            .setOpType("QuantizeLinear")
                            .setInput(0, "float")
                            .setOutput(0, "made"));
            eachNode(
                    graph,
                    weight + "/DequantizeLinear",
                    node -> node.toBuilder().setInput(0, "made").build());
        });
        assertThat(given(exported, model).convolutions()).isEqualTo(model.convolutions());
    }

    @Test
    void aPairBetweenALayerAndItsActivationMustBeTheOneBehindIt() {
        QuantizedModel model = QdqTest.Net.RESIDUAL.model;
        assertThat(given(edited(model, graph -> pairBefore(graph, "stem.relu", "stem.conv")), model)
                        .parameters())
                .isEqualTo(model.parameters());
        byte[] broken = edited(model, graph -> pairBefore(graph, "stem.relu", "input"));
        assertThatThrownBy(() -> given(broken, model))
                .hasMessageContaining("layer stem.conv: between it and its activation the grid is")
                .hasMessageContaining("ActivationSymmetric=False");
    }

    @Test
    void aPolicyThatAllowsFewerBitsIsRefused() {
        QuantizedModel model = QdqTest.Net.RESIDUAL.model;
        LayerSettings own = LayerSettings.DEFAULT;
        LayerSettings four = new LayerSettings(
                own.granularity(),
                4,
                own.observer(),
                own.activationDelay(),
                own.batchNormalizationFreeze(),
                own.observerFreeze());
        ImportedModel imported = OnnxReader.read("net.onnx", QdqWriter.write(model));
        assertThatThrownBy(() -> GivenModel.of(imported, new LayerPolicy(four, List.of()), model.input()))
                .hasMessageContaining("layer stem.conv: its weights have codes up to 127, the policy allows 7");
    }

    @Test
    void batchNormBehindAQuantisedLayerIsRefused() {
        QuantizedModel model = QdqTest.Net.RESIDUAL.model;
        byte[] unfolded = edited(model, graph -> {
            for (String name : List.of("gamma", "beta", "mean", "variance")) {
                graph.addInitializer(Initializers.floats(name, List.of(8), 1, 1, 1, 1, 1, 1, 1, 1));
            }
            NodeProto relu = node(graph, "stem.relu");
            for (int i = 0; i < graph.getNodeCount(); i++) {
                if (graph.getNode(i).equals(relu)) {
                    graph.addNode(
                            i,
                            NodeProto.newBuilder()
                                    .setName("stem.bn")
                                    .setOpType("BatchNormalization")
                                    .addAllInput(List.of(relu.getInput(0), "gamma", "beta", "mean", "variance"))
                                    .addOutput("normal"));
                    break;
                }
            }
            eachNode(
                    graph,
                    "stem.relu",
                    node -> node.toBuilder().setInput(0, "normal").build());
        });
        assertThatThrownBy(() -> given(unfolded, model))
                .hasMessageContaining("layer stem.bn: batch norm is a node of its own")
                .hasMessageContaining("fold it before quantising");
    }

    /** The file as another tool would hand it on. */
    private static byte[] edited(QuantizedModel model, Consumer<GraphProto.Builder> edit) {
        try {
            ModelProto.Builder file =
                    ModelProto.parseFrom(QdqWriter.write(model)).toBuilder().setProducerName("another tool");
            edit.accept(file.getGraphBuilder());
            return file.build().toByteArray();
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void each(GraphProto.Builder graph, String name, UnaryOperator<TensorProto> change) {
        int found = 0;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getName().equals(name)) {
                graph.setInitializer(i, change.apply(graph.getInitializer(i)));
                found++;
            }
        }
        assertThat(found).as(name).isOne();
    }

    private static void eachNode(GraphProto.Builder graph, String name, UnaryOperator<NodeProto> change) {
        int found = 0;
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getName().equals(name)) {
                graph.setNode(i, change.apply(graph.getNode(i)));
                found++;
            }
        }
        assertThat(found).as(name).isOne();
    }

    /** The pair behind a value has another scale. */
    private static void otherGrid(GraphProto.Builder graph, String value, float scale) {
        for (String kind : List.of("/QuantizeLinear", "/DequantizeLinear")) {
            eachNode(
                    graph,
                    value + kind,
                    node -> node.toBuilder().setInput(1, "other").build());
        }
        graph.addInitializer(Initializers.scalar("other", scale));
    }

    private static void floatBias(GraphProto.Builder graph, QuantizedModel model, String layer) {
        String bias = model.graph().node(layer).orElseThrow().constants().get(1);
        graph.addInitializer(Initializers.floats("float", model.graph().constant(bias)));
        eachNode(graph, layer, node -> node.toBuilder().setInput(2, "float").build());
    }

    /** Another pair before a node, with the parameters of a point. */
    private static void pairBefore(GraphProto.Builder graph, String before, String point) {
        NodeProto reader = node(graph, before);
        int place = graph.getNodeList().indexOf(reader);
        List<String> grid = List.of(point + "/scale", point + "/zero_point");
        graph.setNode(place, reader.toBuilder().setInput(0, "inner").build());
        graph.addNode(
                place,
                NodeProto.newBuilder()
                        .setOpType("DequantizeLinear")
                        .addInput("inner/codes")
                        .addAllInput(grid)
                        .addOutput("inner"));
        graph.addNode(
                place,
                NodeProto.newBuilder()
                        .setOpType("QuantizeLinear")
                        .addInput(reader.getInput(0))
                        .addAllInput(grid)
                        .addOutput("inner/codes"));
    }

    /** Readers of the dequantised tensor read the one before the pair, which nobody needs then. */
    private static void bypass(GraphProto.Builder graph, String value) {
        NodeProto pair = node(graph, value + "/QuantizeLinear");
        String result = node(graph, value + "/DequantizeLinear").getOutput(0);
        for (NodeProto.Builder reader : graph.getNodeBuilderList()) {
            for (int i = 0; i < reader.getInputCount(); i++) {
                if (reader.getInput(i).equals(result)) {
                    reader.setInput(i, pair.getInput(0));
                }
            }
        }
    }

    private static NodeProto node(GraphProto.Builder graph, String name) {
        return graph.getNodeList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void zeroPoints(GraphProto.Builder graph, TensorProto.DataType type) {
        each(graph, "input/zero_point", tensor -> Initializers.tensor(tensor.getName(), type, List.of(), new byte[2]));
    }

    private static void constants(GraphProto.Builder graph, TensorProto.DataType type) {
        for (String name : List.of("stem.conv.weight/codes", "stem.conv.weight/zero_point")) {
            each(
                    graph,
                    name,
                    tensor -> tensor.toBuilder().setDataType(type.getNumber()).build());
        }
    }

    private static TensorProto filled(TensorProto tensor, int code) {
        byte[] codes = new byte[tensor.getRawData().size()];
        java.util.Arrays.fill(codes, (byte) code);
        return tensor.toBuilder()
                .setRawData(com.google.protobuf.ByteString.copyFrom(codes))
                .build();
    }

    /** uint8 becomes int8 and int8 uint8; the numbers stay. */
    private static void exchangeSigns(GraphProto.Builder graph) {
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            boolean unsigned = tensor.getDataType() == TensorProto.DataType.UINT8_VALUE;
            if (!unsigned && tensor.getDataType() != TensorProto.DataType.INT8_VALUE) {
                continue;
            }
            // flipping the highest bit adds or takes 128
            byte[] codes = tensor.getRawData().toByteArray();
            for (int i = 0; i < codes.length; i++) {
                codes[i] ^= (byte) 0x80;
            }
            tensor.setDataType(unsigned ? TensorProto.DataType.INT8_VALUE : TensorProto.DataType.UINT8_VALUE)
                    .setRawData(com.google.protobuf.ByteString.copyFrom(codes));
        }
    }

    private static void dropActivations(GraphProto.Builder graph) {
        Map<String, String> before = new HashMap<>();
        graph.getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals("Relu") || node.getOpType().equals("Clip"))
                .forEach(node -> before.put(node.getOutput(0), node.getInput(0)));
        assertThat(before).isNotEmpty();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            if (before.containsKey(graph.getNode(i).getOutput(0))) {
                graph.removeNode(i);
            }
        }
        for (NodeProto.Builder reader : graph.getNodeBuilderList()) {
            IntStream.range(0, reader.getInputCount())
                    .filter(i -> before.containsKey(reader.getInput(i)))
                    .forEach(i -> reader.setInput(i, before.get(reader.getInput(i))));
        }
    }
}
