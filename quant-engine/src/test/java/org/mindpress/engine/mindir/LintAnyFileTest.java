package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mindpress.engine.mindir.MindirEdits.edited;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mindpress.engine.mindir.MindirModel.Dialect;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.PrimitiveProto;

/** The rules on files that mindpress did not write: MindSpore's own, both dialects, damaged ones. */
class LintAnyFileTest {
    static final List<String> MINDSPORE = Golden.MINDSPORE;

    @ParameterizedTest
    @FieldSource("MINDSPORE")
    void whatMindSporeExportsIsRefusedForItsDialectAndForEveryLayerWithoutMarkers(String name) {
        List<LintFinding> findings = check(Golden.bytes(name + ".mindir"));
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.rule()).isEqualTo("L23");
            assertThat(finding.node()).isEqualTo("file");
        });
        Golden.model(name).nodes().stream()
                .filter(node -> node.operator().equals("Conv2D"))
                .forEach(node -> assertThat(findings).anySatisfy(finding -> {
                    assertThat(finding.node()).startsWith(node.name() + " ");
                    assertThat(finding.rule()).isIn("L17", "coverage");
                }));
    }

    @Test
    void denseLayersOfMindSporeAreFound() {
        assertThat(rules(Golden.bytes("lenet_bn.mindir"))).contains("L06", "L07", "L17", "L23", "coverage");
    }

    @Test
    void poolWindowsAreReadInTheirTrailingInputsToo() {
        assertThat(rules(averagePool(List.of(MindirValue.Sequence.tuple(16, 16)))))
                .contains("L16");
        assertThat(rules(averagePool(List.of(MindirValue.Sequence.tuple(8, 8)))))
                .doesNotContain("L16");
        assertThat(rules(averagePool(List.of(new MindirValue.Text("large"))))).contains("L16");
        assertThat(rules(averagePool(List.of()))).contains("L16");
    }

    @Test
    void aLoadWithoutAnotherReaderMayStandBeforeAMarker() {
        byte[] bytes = Golden.bytes("rules/l01_weights_through_load.mindir");
        assertThat(rules(bytes)).contains("L01");
        byte[] alone = edited(bytes, file -> {
            for (int i = file.getGraphBuilder().getNodeCount() - 1; i >= 0; i--) {
                if (List.of("MakeTuple", "UpdateState", "Depend")
                        .contains(
                                operator(file, file.getGraphBuilder().getNode(i).getOpType()))) {
                    String name = file.getGraphBuilder().getNode(i).getOutput(0);
                    String source = file.getGraphBuilder().getNode(i).getInput(0);
                    file.getGraphBuilder().removeNode(i);
                    file.getGraphBuilder().getOutputBuilderList().stream()
                            .filter(output -> output.getName().equals(name))
                            .forEach(output -> output.setName(source));
                }
            }
        });
        assertThat(rules(alone)).doesNotContain("L01");
    }

    @Test
    void missingUserInformationIsNoFinding() {
        assertThat(check(edited(Golden.bytes("rules/good_residual.mindir"), ModelProto.Builder::clearUserInfo)))
                .isEmpty();
    }

    @Test
    void aMultiplierOfOneOrMoreIsFound() {
        byte[] good = Golden.bytes("rules/good_conv_relu.mindir");
        assertThat(rules(edited(good, file -> rescale(file, 1e-9f)))).contains("L22");
    }

    @Test
    void filesThatCannotBeUsedBreakRuleL23AndNameThePlace() {
        byte[] good = Golden.bytes("rules/good_conv_relu.mindir");
        assertBroken(
                edited(
                        good,
                        file -> file.getGraphBuilder()
                                .getParameterBuilder(0)
                                .setRawData(ByteString.copyFrom(new byte[] {1}))),
                "raw data",
                "parameter");
        assertBroken(
                edited(
                        good,
                        file -> file.getGraphBuilder()
                                .addParameter(file.getGraphBuilder().getParameter(0))),
                "defined twice",
                "parameter");
        assertBroken(
                edited(good, file -> {
                    int last = file.getGraph().getNodeCount() - 1;
                    var moved = file.getGraph().getNode(last);
                    file.getGraphBuilder().removeNode(last).addNode(0, moved);
                }),
                "comes later",
                "node");
    }

    @Test
    void whatIsNoMindirIsNoFinding() {
        assertThatThrownBy(() -> check(new byte[0])).isInstanceOf(MalformedModelException.class);
        assertThatThrownBy(() -> check(new byte[] {1, 2, 3})).isInstanceOf(MalformedModelException.class);
    }

    /** A node may lack inputs and attributes, and a weight may be empty: that ends in findings, never in an exception. */
    @Test
    void damagedNodesEndInFindings() {
        Random random = new Random(11);
        for (String name : List.of("good_residual", "good_pad_maxpool", "l07_matmul_bias_with_fqp", "l06_batch_norm")) {
            byte[] good = Golden.bytes("rules/" + name + ".mindir");
            for (int round = 0; round < 150; round++) {
                byte[] broken = edited(good, file -> damage(file, random));
                assertThat(check(broken)).as("%s, round %d", name, round).isNotNull();
            }
        }
    }

    private static void damage(ModelProto.Builder file, Random random) {
        int node = random.nextInt(file.getGraph().getNodeCount());
        PrimitiveProto.Builder primitive = file.getPrimitivesBuilder(random.nextInt(file.getPrimitivesCount()));
        switch (random.nextInt(6)) {
            case 0 -> file.getGraphBuilder().getNodeBuilder(node).clearInput();
            case 1 -> primitive.clearAttribute();
            case 2 -> primitive.setOpType("Conv2D");
            case 3 -> primitive.setOpType(QuantizationMarker.OPERATOR);
            case 4 ->
                primitive
                        .clearAttribute()
                        .addAttribute(ValueEncoder.attribute("group", new MindirValue.Text("many")))
                        .addAttribute(ValueEncoder.attribute("kernel_size", new MindirValue.Flag(true)));
            default -> {
                var parameter = file.getGraphBuilder()
                        .getParameterBuilder(random.nextInt(file.getGraph().getParameterCount()));
                parameter.setDims(0, 0).setRawData(ByteString.EMPTY);
            }
        }
    }

    private static byte[] averagePool(List<MindirValue> settings) {
        MindirBuilder builder = new MindirBuilder(Dialect.D2, "test");
        TensorType type = TensorType.float32(1, 4, 16, 16);
        Map<String, MindirValue> marker = NodeAttributes.marker(new float[] {0.1f}, new int[] {3});
        String x = builder.node("FakeQuantParam", List.of(builder.input("x", type)), type, List.of(), marker);
        String pool = builder.node("AvgPool", List.of(x), TensorType.float32(1, 4, 1, 1), settings, Map.of());
        return builder.finish(pool, Map.of());
    }

    /** All activation markers but the first get that scale. */
    private static void rescale(ModelProto.Builder file, float scale) {
        MindirValue scales = new MindirValue.Sequence(List.of(new MindirValue.Real(scale)), true);
        MindirModel model = MindirReader.read("file", file.build().toByteArray());
        Set<String> behind = model.nodes().stream()
                .filter(QuantizationMarker::isMarker)
                .filter(node -> node.input(0) instanceof Operand.Result)
                .map(MindirNode::primitive)
                .collect(Collectors.toSet());
        file.getPrimitivesBuilderList().stream()
                .filter(primitive -> behind.contains(primitive.getName()))
                .forEach(primitive -> primitive.getAttributeBuilderList().stream()
                        .filter(attribute -> attribute.getName().equals(QuantizationMarker.SCALES))
                        .forEach(attribute -> attribute
                                .clear()
                                .mergeFrom(ValueEncoder.attribute(QuantizationMarker.SCALES, scales))));
    }

    private static String operator(ModelProto.Builder file, String type) {
        return file.getPrimitivesList().stream()
                .filter(primitive -> type.equals("REF::" + primitive.getName()))
                .map(PrimitiveProto::getOpType)
                .findFirst()
                .orElse(type);
    }

    private static void assertBroken(byte[] file, String consequence, String place) {
        assertThat(check(file)).anySatisfy(finding -> {
            assertThat(finding.rule()).isEqualTo("L23");
            assertThat(finding.consequence()).contains(consequence);
            assertThat(finding.toString()).contains(place);
        });
    }

    private static Set<String> rules(byte[] file) {
        return check(file).stream().map(LintFinding::rule).collect(Collectors.toSet());
    }

    private static List<LintFinding> check(byte[] file) {
        return ExportLint.check("net.mindir", file);
    }
}
