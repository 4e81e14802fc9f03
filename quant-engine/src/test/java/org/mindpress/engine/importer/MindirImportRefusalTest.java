package org.mindpress.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mindpress.engine.mindir.MindirEdits.edited;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.mindir.Golden;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;
import org.mindpress.engine.mindir.proto.MindIr.NodeProto;

/** What cannot come in is refused by the names that the file uses, all at once. */
class MindirImportRefusalTest {
    private static final byte[] LENET = MindsporeFiles.bytes("lenet.mindir");
    private static final byte[] SPLIT = MindsporeFiles.bytes("lenet_split_graph.mindir");
    private static final byte[] MOBILE = MindsporeFiles.bytes("mobile.mindir");

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"handmade_int8", "handmade_int8_i64", "quant_ops", "lite_conv2_odd"})
    void quantisedModelsAreNamedAsSuch(String golden) {
        byte[] bytes = Golden.bytes(golden + ".mindir");
        assertThatThrownBy(() -> ModelImport.read(ModelFile.of("net.mindir", bytes)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll("net.mindir", "is already quantised", "import the float model");
    }

    @Test
    void allUnsupportedOperatorsComeTogetherUnderMindSporesNames() {
        byte[] bytes = Golden.bytes("ops_mix.mindir");
        assertThatThrownBy(() -> ModelImport.read(ModelFile.of("net.mindir", bytes)))
                .isInstanceOfSatisfying(ModelImportException.class, refused -> {
                    assertThat(refused.problems()).extracting("operator").contains("StridedSlice", "Concat", "HSwish");
                    assertThat(refused.getMessage())
                            .contains("Default/hswish-HSwish/HSwish-op0", "replace it by Relu or Relu6")
                            .doesNotContain("onnx.checker");
                });
    }

    @Test
    void trainingGraphsAreNamedAsSuch() {
        assertRefused(
                edited(MOBILE, model -> constantOf(model, "BatchNorm", 5).setI(1)),
                "is_training is true",
                "BatchNorm",
                "net.set_train(False)");
        assertRefused(
                edited(
                        LENET,
                        model -> model.getPrimitivesBuilderList().stream()
                                .filter(primitive -> primitive.getOpType().equals("ReLU"))
                                .forEach(primitive -> primitive.setOpType("ReluGrad"))),
                "exported in training mode",
                "ReluGrad");
    }

    @Test
    void encryptedTruncatedAndForeignFilesAreNamedAsSuch() {
        assertRefused(new byte[] {(byte) 0xD8, 0x5E, 0x3A, 0x7F, 1, 2, 3}, "is encrypted");
        assertRefused(Arrays.copyOf(LENET, LENET.length / 2), "is truncated or no MindIR");
        assertRefused(edited(LENET, model -> model.setMindIrVersion(9)), "mind_ir_version 9");
    }

    @Test
    void weightsOfTheWrongLengthOrImpossibleSizeAreNamed() {
        assertRefused(
                edited(
                        LENET,
                        model -> model.getGraphBuilder()
                                .getParameterBuilder(0)
                                .setRawData(ByteString.copyFrom(new byte[12]))),
                "parameter",
                "raw data, found 12");
        assertRefused(
                edited(
                        LENET,
                        model -> model.getGraphBuilder().getParameterBuilder(0).setDims(0, Integer.MAX_VALUE)),
                "more than 2^31 - 1 elements");
    }

    @Test
    void cyclesAndDuplicateNamesAreNamed() {
        assertRefused(
                edited(LENET, model -> {
                    int last = lastCallOf(model, "ReLU");
                    int first = firstCallOf(model, "ReLU");
                    model.getGraphBuilder()
                            .getNodeBuilder(first)
                            .setInput(0, model.getGraph().getNode(last).getOutput(0));
                }),
                "which is unknown or comes later in the file");
        assertRefused(
                edited(
                        LENET,
                        model ->
                                model.getGraphBuilder().addNode(model.getGraph().getNode(firstCallOf(model, "ReLU")))),
                "is defined twice");
        assertRefused(
                edited(
                        LENET,
                        model -> model.getGraphBuilder()
                                .addParameter(model.getGraph().getParameter(0))),
                "is defined twice");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"../data_0", "/etc/passwd", "a/../../data_0", "..", "C:\\data_0", ""})
    void dataFilesOutsideOfTheFolderAreRefusedUnread(String path) {
        byte[] bytes = edited(
                SPLIT,
                model -> model.getGraphBuilder()
                        .getParameterBuilder(0)
                        .getExternalDataBuilder()
                        .setLocation(path));
        CompanionFiles companions = asked -> {
            assertThat(asked).isEqualTo("lenet_split_variables/data_0");
            return Optional.of(MindsporeFiles.bytes(asked));
        };
        ModelFile file = new ModelFile("net.mindir", bytes, companions, Optional.empty());
        assertThatThrownBy(() -> ModelImport.read(file))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll("'" + path + "'", "is not inside the model's folder");
    }

    @Test
    void missingShortAndMisnumberedDataFilesAreNamed() {
        assertRefused(SPLIT, "'lenet_split_variables/data_0', which is missing");
        CompanionFiles cut = path -> Optional.of(new byte[100]);
        assertThatThrownBy(() -> ModelImport.read(new ModelFile("net.mindir", SPLIT, cut, Optional.empty())))
                .hasMessageContainingAll("needs", "of 'lenet_split_variables/data_0', which has 100");
        for (long offset : List.of(-64L, Long.MAX_VALUE, 1L << 40)) {
            byte[] bytes = edited(
                    SPLIT,
                    model -> model.getGraphBuilder()
                            .getParameterBuilder(0)
                            .getExternalDataBuilder()
                            .setOffset(offset));
            CompanionFiles whole = path -> Optional.of(MindsporeFiles.bytes(path));
            assertThatThrownBy(() -> ModelImport.read(new ModelFile("net.mindir", bytes, whole, Optional.empty())))
                    .hasMessageContaining("bytes from " + offset + " on");
        }
    }

    @Test
    void tensorsThatAreTogetherLongerThanTheirFileAreNamed() {
        byte[] bytes = edited(SPLIT, model -> {
            for (int copy = 0; copy < 4; copy++) {
                int number = copy;
                model.getGraphBuilder().getParameterBuilderList().stream()
                        .filter(parameter -> parameter.getName().endsWith("fc1.weight"))
                        .findFirst()
                        .ifPresent(parameter -> model.getGraphBuilder()
                                .addParameter(parameter.build().toBuilder().setName("main:more" + number)));
            }
        });
        CompanionFiles whole = path -> Optional.of(MindsporeFiles.bytes(path));
        assertThatThrownBy(() -> ModelImport.read(new ModelFile("net.mindir", bytes, whole, Optional.empty())))
                .hasMessageContaining("are together longer than 'lenet_split_variables/data_0'");
    }

    @Test
    void settingsThatADialectDemandsMustBeThere() {
        assertRefused(
                edited(LENET, model -> {
                    NodeProto.Builder node = model.getGraphBuilder().getNodeBuilder(firstCallOf(model, "MatMul"));
                    List<String> inputs = List.copyOf(node.getInputList());
                    node.clearInput().addAllInput(inputs.subList(0, 2));
                }),
                "MatMul",
                "input 2 (transpose_a) is missing");
    }

    @Test
    void damagedFilesNeverEscapeTheOneException() {
        Random random = new Random(5);
        for (int round = 0; round < 400; round++) {
            byte[] bytes = SPLIT.clone();
            for (int flip = 0; flip < 1 + random.nextInt(4); flip++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            CompanionFiles companions = path -> path.equals("lenet_split_variables/data_0")
                    ? Optional.of(MindsporeFiles.bytes(path))
                    : Optional.empty();
            readOrRefuse(new ModelFile("net.mindir", bytes, companions, Optional.empty()));
        }
    }

    private static void readOrRefuse(ModelFile file) {
        assertThatCode(() -> {
                    try {
                        ModelImport.read(file);
                    } catch (ModelImportException refused) {
                        assertThat(refused.problems()).isNotEmpty();
                    }
                })
                .doesNotThrowAnyException();
    }

    private static AttributeProto.Builder constantOf(ModelProto.Builder model, String operator, int position) {
        String name = model.getGraph().getNode(firstCallOf(model, operator)).getInput(position);
        // constants are shared across roles: the role at hand gets one of its own
        NodeProto.Builder node = model.getGraph().getNodeList().stream()
                .filter(each -> each.getOutput(0).equals(name))
                .findFirst()
                .orElseThrow()
                .toBuilder();
        node.setOutput(0, name + "_own").setName(name + "_own");
        model.getGraphBuilder().getNodeBuilder(firstCallOf(model, operator)).setInput(position, name + "_own");
        model.getGraphBuilder().addNode(0, node);
        return model.getGraphBuilder().getNodeBuilder(0).getAttributeBuilder(0);
    }

    private static int firstCallOf(ModelProto.Builder model, String operator) {
        for (int i = 0; i < model.getGraph().getNodeCount(); i++) {
            if (isCallOf(model, i, operator)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no " + operator);
    }

    private static int lastCallOf(ModelProto.Builder model, String operator) {
        for (int i = model.getGraph().getNodeCount() - 1; i >= 0; i--) {
            if (isCallOf(model, i, operator)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no " + operator);
    }

    private static boolean isCallOf(ModelProto.Builder model, int node, String operator) {
        String type = model.getGraph().getNode(node).getOpType();
        return model.getPrimitivesList().stream()
                .anyMatch(primitive -> type.equals("REF::" + primitive.getName())
                        && primitive.getOpType().equals(operator));
    }

    private static void assertRefused(byte[] bytes, String... parts) {
        assertThatThrownBy(() -> ModelImport.read(ModelFile.of("net.mindir", bytes)))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("net.mindir")
                .hasMessageContainingAll(parts);
    }
}
