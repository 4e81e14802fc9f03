package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FirstTestImages;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOutput;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.mindir.QuantizedNets;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationDocumentCodec;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.RangeSide;

class QdqTest {
    enum Net {
        RESIDUAL(QuantizedNets.of(ExampleNets.residual(3), 11)),
        BOTTLENECK(QuantizedNets.of(ExampleNets.bottleneck(4), 12)),
        DEPTHWISE(QuantizedNets.of(ExampleNets.depthwise(5), 13)),
        MIXED_GRANULARITY(mixed()),
        FLOAT_ISLANDS(QuantizedNets.withFloatIslands(ExampleNets.residual(7), 14, "body.1.a.conv", "fc"));

        final QuantizedModel model;

        Net(QuantizedModel model) {
            this.model = model;
        }
    }

    /** Residual blocks per channel, all else per tensor, as in the demo. */
    private static QuantizedModel mixed() {
        ModelGraph folded = BatchNormalizationFolding.fold(ExampleNets.residual(6));
        LayerSettings own = LayerSettings.DEFAULT;
        LayerPolicy policy = new LayerPolicy(
                new LayerSettings(
                        Granularity.PER_TENSOR,
                        6,
                        own.observer(),
                        own.activationDelay(),
                        own.batchNormalizationFreeze(),
                        own.observerFreeze()),
                List.of(PolicyRule.of(new LayerMatcher.Glob("body.**"), Granularity.PER_CHANNEL)));
        QuantizationPlan plan = QuantizationPlan.derive(folded, policy);
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            parameters.put(
                    point.name(), new QuantizationParameters(0.03f, point.side() == RangeSide.TWO_SIDED ? 3 : -128));
        }
        return QuantizedNets.with(folded, plan, parameters);
    }

    private static QuantizationDocument document(QuantizedModel model) {
        return QuantizationDocument.of(model, QuantizationState.initial(model.plan()));
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void comesBackBitForBit(Net net) {
        byte[] bytes = QdqWriter.write(net.model);
        byte[] json = QuantizationDocumentCodec.toJson(document(net.model));
        QuantizedModel read =
                QdqReader.read("model.onnx", bytes, QuantizationDocumentCodec.fromJson("quantization.json", json));
        assertThat(read.convolutions()).isEqualTo(net.model.convolutions());
        assertThat(read.parameters()).isEqualTo(net.model.parameters());
        assertThat(read.input()).isEqualTo(net.model.input());
        assertThat(read.plan().groups()).isEqualTo(net.model.plan().groups());
        assertThat(read.plan().points()).isEqualTo(net.model.plan().points());
        assertThat(read.plan().describe()).isEqualTo(net.model.plan().describe());
        assertThat(read.graph().nodes()).isEqualTo(net.model.graph().nodes());
        assertThat(QdqWriter.write(read)).isEqualTo(bytes);
        assertThat(DeploymentWriter.write(read, "test")).isEqualTo(DeploymentWriter.write(net.model, "test"));
    }

    /** Each layer rounds once more on the device than in the simulation; a few layers may add up to a few codes. */
    @ParameterizedTest
    @EnumSource(Net.class)
    void simulationLandsNearTheIntegerResult(Net net) {
        assertSimulationNearIntegerResult(net.model, 4);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "CONV",
                "CONV_STRIDE_AND_UNEQUAL_PADS",
                "CONV_DILATION",
                "CONV_DEPTHWISE",
                "CONV_RECTANGULAR",
                "CONV_SAME_LOWER",
                "CONV_VALID",
                "CONV_PLUS_CONSTANT",
                "NORMALIZATION",
                "AVERAGE_POOL",
                "GLOBAL_AVERAGE_POOL",
                "PAD",
                "PAD_BEFORE_PADDING",
                "FLATTEN_GEMM",
                "MAT_MUL_ADD",
                "RESHAPE_TO_MAP_AND_ON",
                "WEIGHTS_SHARED"
            })
    void importedLayersAreSimulatedToOneCode(ExampleFile file) {
        ModelGraph graph = OnnxReader.read(file.name(), file.bytes(17)).graph();
        assertSimulationNearIntegerResult(QuantizedNets.of(graph, 3), 1);
    }

    private static void assertSimulationNearIntegerResult(QuantizedModel model, int codes) {
        float[] images = QuantizedNets.images(model, 8, 5);
        IntegerOutput integer =
                IntegerModel.read(DeploymentWriter.write(model, "test")).run(images, 8);
        try (FloatSession session = FloatSession.open(QdqWriter.write(model), SessionSettings.literal(1))) {
            float tolerance = (codes + 0.01f) * integer.parameters().scale();
            assertThat(session.run(images, 8)).containsExactly(integer.values(), offset(tolerance));
        }
    }

    @ParameterizedTest
    @EnumSource(Net.class)
    void everyQuantisedTensorHoldsRealValuesOfItsCodes(Net net) {
        QuantizedModel model = net.model;
        List<QuantizationGroup> groups = model.plan().groups();
        List<String> values = groups.stream()
                .map(QuantizationGroup::output)
                .filter(value -> !value.equals(model.graph().outputNode().name()))
                .toList();
        float[] images = QuantizedNets.images(model, 2, 6);
        try (FloatSession session =
                FloatSession.open("qdq", QdqWriter.write(model), SessionSettings.literal(1), values)) {
            Map<String, float[]> tensors = session.run(images, 2, values);
            for (QuantizationGroup group : groups) {
                if (!tensors.containsKey(group.output())) {
                    continue;
                }
                QuantizationParameters own = model.parametersOf(group.layer());
                for (float value : tensors.get(group.output())) {
                    assertThat(own.fakeQuantized(value)).as(group.layer()).isEqualTo(value);
                }
            }
        }
    }

    @Test
    void activationsAreUint8WeightsInt8AndBiasesInt32() throws Exception {
        ModelProto file = ModelProto.parseFrom(QdqWriter.write(Net.MIXED_GRANULARITY.model));
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        file.getGraph().getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        assertThat(initializers.keySet()).hasSize(file.getGraph().getInitializerCount());
        assertThat(file.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(file.getIrVersion()).isEqualTo(8);
        assertThat(type(initializers, "input/zero_point")).isEqualTo(TensorProto.DataType.UINT8.getNumber());
        assertThat(TensorDecoder.bytes(tensor(initializers, "input/zero_point"), TensorProto.DataType.UINT8))
                .containsExactly(131);
        assertThat(TensorDecoder.bytes(tensor(initializers, "stem.conv/zero_point"), TensorProto.DataType.UINT8))
                .containsExactly(0);
        assertThat(type(initializers, "stem.conv.weight/codes")).isEqualTo(TensorProto.DataType.INT8.getNumber());
        assertThat(type(initializers, "stem.conv.bias/codes")).isEqualTo(TensorProto.DataType.INT32.getNumber());
        assertThat(tensor(initializers, "stem.conv.weight/scale").getDimsList()).isEmpty();
        assertThat(tensor(initializers, "body.0.a.conv.weight/scale").getDimsList())
                .containsExactly(8L);
        List<NodeProto> perChannel = file.getGraph().getNodeList().stream()
                .filter(node -> node.getName().equals("body.0.a.conv.weight/DequantizeLinear"))
                .toList();
        assertThat(perChannel.get(0).getAttribute(0).getI()).isZero();
    }

    @Test
    void softmaxStaysInFloatBehindTheLogits() {
        ModelGraph folded = BatchNormalizationFolding.fold(ExampleNets.residual(8));
        java.util.ArrayList<Node> nodes = new java.util.ArrayList<>(folded.nodes());
        nodes.add(new Node("probabilities", Operator.SOFTMAX, List.of("logits"), Attributes.NONE));
        ModelGraph graph = new ModelGraph(
                "net", folded.inputName(), folded.inputShape(), nodes, folded.constants(), "probabilities");
        QuantizedModel model = QuantizedNets.of(graph, 3);
        assertThat(model.plan().groups().get(model.plan().groups().size() - 1).kind())
                .isEqualTo(GroupKind.SOFTMAX);
        byte[] bytes = QdqWriter.write(model);
        assertThat(QdqWriter.write(QdqReader.read("model.onnx", bytes, document(model))))
                .isEqualTo(bytes);
        try (FloatSession session = FloatSession.open(bytes, SessionSettings.literal(1))) {
            float sum = 0;
            for (float share : session.run(QuantizedNets.images(model, 1, 2), 1)) {
                sum += share;
            }
            assertThat(sum).isEqualTo(1f, offset(1e-5f));
        }
    }

    @Test
    void theFileOfTheResidualNetHoldsOneByteAWeight() {
        ModelGraph graph = OnnxReader.read("resnet20-cifar10.onnx", FirstTestImages.model("resnet20-cifar10.onnx"))
                .graph();
        QuantizedModel model = QuantizedNets.of(graph, 1);
        byte[] bytes = QdqWriter.write(model);
        assertThat(bytes.length).isLessThan(350_000);
        assertThat(QdqReader.read("model.onnx", bytes, document(model)).convolutions())
                .isEqualTo(model.convolutions());
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefused() {
        QuantizedModel model = Net.RESIDUAL.model;
        byte[] bytes = QdqWriter.write(model);
        assertThatThrownBy(() -> QdqReader.read("model.onnx", bytes, document(Net.BOTTLENECK.model)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll("model.onnx: 1 problem", "quantization.json");
        QuantizationDocument own = document(model);
        Map<String, QuantizationParameters> others = new LinkedHashMap<>(own.parameters());
        others.put("input", new QuantizationParameters(0.5f, 0));
        QuantizationDocument changed =
                new QuantizationDocument(own.input(), own.defaults(), own.layers(), own.state(), others);
        assertThatThrownBy(() -> QdqReader.read("model.onnx", bytes, changed))
                .hasMessageContaining("differ from those of quantization.json");
        assertThatThrownBy(() -> QdqReader.read("model.onnx", OnnxWriter.write(model.graph()), own))
                .hasMessageContaining("did not write it as a quantised model");
    }

    @Test
    void changedAndCutFilesAreRefused() throws Exception {
        QuantizedModel model = Net.RESIDUAL.model;
        byte[] bytes = QdqWriter.write(model);
        for (int length = 0; length < bytes.length; length += 131) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> QdqReader.read("cut.onnx", cut, document(model)))
                    .isInstanceOf(ModelImportException.class)
                    .hasMessageStartingWith("cut.onnx: 1 problem");
        }
        ModelProto.Builder changed = ModelProto.parseFrom(bytes).toBuilder();
        changed.getGraphBuilder().setDocString("edited");
        assertThatThrownBy(() -> QdqReader.read("model.onnx", changed.build().toByteArray(), document(model)))
                .hasMessageContaining("changed after mindpress wrote it");
    }

    private static int type(Map<String, TensorProto> initializers, String name) {
        return tensor(initializers, name).getDataType();
    }

    private static TensorProto tensor(Map<String, TensorProto> initializers, String name) {
        TensorProto found = initializers.get(name);
        if (found == null) {
            throw new AssertionError("no initializer " + name);
        }
        return found;
    }
}
