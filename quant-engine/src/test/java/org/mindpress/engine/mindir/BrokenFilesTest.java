package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.mindir.MindirModel.Dialect;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.PrimitiveProto;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedModel;

/** Rules for which no file went through the real converter: good files, broken at one place each. */
class BrokenFilesTest {
    @Test
    void markerBehindMaxPoolDiffersFromTheOneBeforePad() {
        byte[] broken = edit("good_pad_maxpool", file -> rescale(file, markerBehind(file, "MaxPool"), 0.5f));
        assertRules(broken, "L18", "MaxPool", "Pad");
    }

    @Test
    void markerBehindReshapeDiffers() {
        byte[] broken = edit("good_residual", file -> rescale(file, markerBehind(file, "Reshape"), 0.5f));
        assertRules(broken, "L19", "Reshape");
    }

    @Test
    void scalesThatAreNoPositiveNormalNumbers() {
        for (float scale : new float[] {0f, -1f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY}) {
            byte[] broken = edit("good_residual", file -> rescale(file, markerBehind(file, "Reshape"), scale));
            assertRules(broken, "L20", "FakeQuantParam");
        }
    }

    @Test
    void softmaxInsideTheGraph() {
        assertRules(softmaxBefore("Reshape"), "L11", "Softmax");
    }

    @Test
    void sharedPrimitives() {
        byte[] broken = edit("good_residual", file -> {
            String shared = "REF::" + markerBehind(file, "Reshape");
            String replaced = "REF::" + markerBehind(file, "Add", "ReLU", "BiasAdd", "Conv2D");
            file.getGraphBuilder().getNodeBuilderList().stream()
                    .filter(node -> node.getOpType().equals(replaced))
                    .forEach(node -> node.setOpType(shared));
        });
        assertRules(broken, "L23", "FakeQuantParam");
    }

    @Test
    void emptyDomains() {
        byte[] broken = edit(
                "good_residual",
                file -> file.getGraphBuilder().getNodeBuilder(node(file, "Add")).setDomain(""));
        assertRules(broken, "L23", "Add");
    }

    @Test
    void sumsOfOneTensor() {
        byte[] broken = edit(
                "good_residual",
                file -> file.getGraphBuilder().getNodeBuilder(node(file, "Add")).clearInput());
        assertRules(broken, "coverage", "Add");
    }

    @Test
    void dialectThatTheDeviceRefuses() {
        assertRules(edit("good_residual", file -> file.setMindIrVersion(2)), "L23", "");
    }

    @Test
    void operatorsThatWereNeverVerified() {
        byte[] broken = edit("good_residual", file -> primitive(file, "ReLU").setOpType("Sigmoid"));
        assertRules(broken, "L24", "ReLU", "Sigmoid");
    }

    @Test
    void exportIsRefusedWhenTheAccumulatorCanOverflow() {
        int size = 220;
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        float[] ones = new float[2 * 3 * size * size];
        Arrays.fill(ones, 1f);
        constants.put("fc.weight", FloatTensor.of(List.of(2, 3, size, size), ones));
        List<Node> nodes = List.of(
                new Node(
                        "fc",
                        Operator.CONVOLUTION,
                        List.of("input", "fc.weight"),
                        new Attributes.Convolution(Window.covering(Shape.of(3, size, size)), 1)),
                new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(2))));
        ModelGraph graph = new ModelGraph("long sums", "input", Shape.of(3, size, size), nodes, constants, "logits");
        QuantizedModel model = QuantizedNets.of(graph, 1);
        assertRefused(model, "L21", "fc");
    }

    @Test
    void exportIsRefusedWhenAMultiplierReachesOne() {
        QuantizedModel good = QuantizedNets.of(ExampleNets.residual(3), 2);
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>(good.parameters());
        String point = good.plan().pointOf("body.0.a.conv").name();
        parameters.put(point, new QuantizationParameters(1e-6f, -128));
        ModelGraph folded = BatchNormalizationFolding.fold(ExampleNets.residual(3));
        assertRefused(QuantizedNets.with(folded, good.plan(), parameters), "L22", "body.0.a.conv");
    }

    private static void assertRefused(QuantizedModel model, String rule, String layer) {
        assertThatThrownBy(() -> DeploymentWriter.write(model, "test 1"))
                .isInstanceOfSatisfying(
                        ExportRefusedException.class,
                        refused -> assertThat(refused.findings()).anySatisfy(finding -> {
                            assertThat(finding.rule()).isEqualTo(rule);
                            assertThat(finding.node()).contains(layer);
                        }))
                .hasMessageContainingAll(rule, layer, "Remedy");
    }

    /** Some finding of the rule names a node that carries one of the words. */
    private static void assertRules(byte[] file, String rule, String... words) {
        assertThat(ExportLint.check(MindirReader.read("broken", file))).anySatisfy(finding -> {
            assertThat(finding.rule()).isEqualTo(rule);
            assertThat(words).anySatisfy(word -> assertThat(finding.toString()).containsIgnoringCase(word));
            assertThat(finding.remedy()).isNotBlank();
        });
    }

    private static byte[] softmaxBefore(String last) {
        MindirBuilder builder = new MindirBuilder(Dialect.D1, "test");
        TensorType type = TensorType.float32(1, 4, 1, 1);
        Map<String, MindirValue> marker = NodeAttributes.marker(new float[] {0.1f}, new int[] {3});
        String x = builder.node("FakeQuantParam", List.of(builder.input("x", type)), type, List.of(), marker);
        String softmax = builder.node("Softmax", List.of(x), type, List.of(), Map.of());
        String marked = builder.node("FakeQuantParam", List.of(softmax), type, List.of(), marker);
        TensorType flat = TensorType.float32(1, 4);
        List<MindirValue> sizes = List.of(MindirValue.Sequence.tuple(1, 4));
        return builder.finish(builder.node(last, List.of(marked), flat, sizes, Map.of()), Map.of());
    }

    private static byte[] edit(String name, Consumer<ModelProto.Builder> change) {
        byte[] good = Golden.bytes("rules/" + name + ".mindir");
        assertThat(ExportLint.check(MindirReader.read(name, good))).isEmpty();
        try {
            ModelProto.Builder file = ModelProto.parseFrom(good).toBuilder();
            change.accept(file);
            return file.build().toByteArray();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalArgumentException(name, broken);
        }
    }

    private static String markerBehind(ModelProto.Builder file, String... operators) {
        MindirModel model = MindirReader.read("file", file.build().toByteArray());
        MindirNode marker = model.nodes().stream()
                .filter(one -> List.of(operators).contains(one.operator()))
                .map(one -> model.consumers(one.name()))
                .flatMap(List::stream)
                .filter(QuantizationMarker::isMarker)
                .findFirst()
                .orElseThrow();
        return marker.primitive();
    }

    private static void rescale(ModelProto.Builder file, String primitive, float scale) {
        PrimitiveProto.Builder marker = file.getPrimitivesBuilderList().stream()
                .filter(one -> one.getName().equals(primitive))
                .findFirst()
                .orElseThrow();
        MindirValue scales = new MindirValue.Sequence(List.of(new MindirValue.Real(scale)), true);
        for (int i = 0; i < marker.getAttributeCount(); i++) {
            if (marker.getAttribute(i).getName().equals(QuantizationMarker.SCALES)) {
                marker.setAttribute(i, ValueEncoder.attribute(QuantizationMarker.SCALES, scales));
            }
        }
    }

    private static PrimitiveProto.Builder primitive(ModelProto.Builder file, String operator) {
        return file.getPrimitivesBuilderList().stream()
                .filter(one -> one.getOpType().equals(operator))
                .findFirst()
                .orElseThrow();
    }

    /** Index of the first node of an operator. */
    private static int node(ModelProto.Builder file, String operator) {
        String reference = "REF::" + primitive(file, operator).getName();
        for (int i = 0; i < file.getGraph().getNodeCount(); i++) {
            if (file.getGraph().getNode(i).getOpType().equals(reference)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no node of " + operator);
    }
}
