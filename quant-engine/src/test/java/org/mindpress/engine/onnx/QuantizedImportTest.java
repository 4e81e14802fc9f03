package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.mindpress.engine.onnx.QdqEdits.eachNode;
import static org.mindpress.engine.onnx.QdqEdits.edited;
import static org.mindpress.engine.onnx.QdqEdits.floatBias;
import static org.mindpress.engine.onnx.QdqEdits.node;
import static org.mindpress.engine.onnx.QdqEdits.otherGrid;
import static org.mindpress.engine.onnx.QdqEdits.pairBefore;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
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
        byte[] shifted = edited(net.model, QdqEdits::exchangeSigns);
        QuantizedModel read = given(shifted, net.model);
        assertThat(read.convolutions()).isEqualTo(net.model.convolutions());
        assertThat(read.parameters()).isEqualTo(net.model.parameters());
        assertThat(DeploymentWriter.write(read, "test")).isEqualTo(DeploymentWriter.write(net.model, "test"));
    }

    @Test
    void activationsThatAQuantiserDroppedComeBack() {
        QuantizedModel model = QdqTest.Net.DEPTHWISE.model;
        byte[] dropped = edited(model, QdqEdits::dropActivations);
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

    @ParameterizedTest
    @EnumSource(QdqFault.class)
    void whatTheDeviceCannotTakeIsRefusedByName(QdqFault fault) {
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
}
