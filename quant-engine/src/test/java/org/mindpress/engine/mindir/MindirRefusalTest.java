package org.mindpress.engine.mindir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mindpress.engine.mindir.proto.MindIr;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;

class MindirRefusalTest {
    private static final byte[] GOOD = Golden.bytes("spec10_tiny.mindir");

    @Test
    void emptyAndEncryptedFilesAreNamedAsSuch() {
        assertRefused(new byte[0], "net.mindir", "is empty");
        assertRefused(new byte[] {(byte) 0xD9, 0x5E, 0x3A, 0x7F, 1, 2, 3}, "is encrypted");
        assertRefused("no model at all".getBytes(StandardCharsets.US_ASCII), "no MindIR");
    }

    @Test
    void everyCutIsRefusedOrStillReadable() {
        for (int length = 0; length < GOOD.length; length += 7) {
            readOrRefuse(Arrays.copyOf(GOOD, length));
        }
    }

    @Test
    void randomDamageNeverEscapesTheOneException() {
        Random random = new Random(4);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = GOOD.clone();
            for (int flip = 0; flip < 1 + random.nextInt(4); flip++) {
                bytes[random.nextInt(1200)] = (byte) random.nextInt(256);
            }
            readOrRefuse(bytes);
        }
    }

    @Test
    void headersOfAnotherWorldAreRefused() {
        assertRefused(changed(model -> model.setMindIrVersion(4)), "mind_ir_version 4");
        assertRefused(changed(model -> model.setLittleEndian(false)), "big endian");
        assertRefused(changed(model -> model.addFunctions(MindIr.GraphProto.getDefaultInstance())), "control flow");
        assertRefused(changed(ModelProto.Builder::clearGraph), "no graph");
    }

    @Test
    void shortWeightsAreRefusedWithBothNumbers() {
        byte[] bytes = changed(
                model -> model.getGraphBuilder().getParameterBuilder(0).setRawData(ByteString.copyFrom(new byte[8])));
        assertRefused(bytes, "parameter main:conv1.weight", "432 bytes", "found 8");
    }

    @Test
    void hugeDimensionsAllocateNothing() {
        byte[] bytes =
                changed(model -> model.getGraphBuilder().getParameterBuilder(0).setDims(0, Integer.MAX_VALUE));
        assertRefused(bytes, "more than 2^31 - 1 elements");
    }

    @Test
    void allProblemsAreReportedTogether() {
        byte[] bytes = changed(model -> {
            model.getGraphBuilder().getParameterBuilder(1).clearRawData();
            model.getGraphBuilder().getNodeBuilder(6).setInput(0, "main:nowhere");
            model.removePrimitives(4);
        });
        assertThatThrownBy(() -> MindirReader.read("net.mindir", bytes))
                .isInstanceOfSatisfying(MalformedModelException.class, refusal -> {
                    assertThat(refusal.problems()).hasSizeGreaterThanOrEqualTo(3);
                    assertThat(refusal.getMessage())
                            .contains("conv1.bias", "reads 'main:nowhere'", "no entry of the primitive table");
                });
    }

    @Test
    void duplicateNamesAreRefused() {
        byte[] bytes = changed(
                model -> model.getGraphBuilder().addNode(model.getGraphBuilder().getNode(6)));
        assertRefused(bytes, "is defined twice");
    }

    @Test
    void integersWithoutPresenceAreRefused() {
        byte[] bytes = changed(model ->
                model.getGraphBuilder().getNodeBuilder(1).getAttributeBuilder(0).clearI());
        assertRefused(bytes, "constant c_nchw", "INT64 without a value");
    }

    private static byte[] changed(Consumer<ModelProto.Builder> change) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(GOOD).toBuilder();
            change.accept(model);
            return model.build().toByteArray();
        } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void assertRefused(byte[] bytes, String... parts) {
        assertThatThrownBy(() -> MindirReader.read("net.mindir", bytes))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("net.mindir")
                .hasMessageContainingAll(parts);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            MindirReader.read("net.mindir", bytes);
        } catch (MalformedModelException expected) {
            assertThat(expected.problems()).isNotEmpty();
        }
    }
}
