package org.mindpress.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.ModelImportException;

/** External data is read from beside the model, and from nowhere else. */
class ExternalTensorsTest {
    private static final int NUMBERS = 2 * 3;

    @Test
    void numbersAreTakenFromTheirPlace() {
        ModelGraph graph = read(Map.of("location", "data/w.bin", "offset", "8", "length", "24"), 40);
        assertThat(graph.constants().values()).containsExactly(FloatTensor.of(List.of(2, 3, 1, 1), 2, 3, 4, 5, 6, 7));
    }

    @Test
    void withoutLengthTheRestOfTheFileIsMeant() {
        assertThat(read(Map.of("location", "data/w.bin", "offset", "8"), 32).constants())
                .hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/etc/passwd", "../w.bin", "data/../../w.bin", "..\\w.bin", "c:w.bin", "w\0.bin"})
    void aPathThatLeavesTheFolderIsRefusedByName(String location) {
        assertRefused(Map.of("location", location), "tensor w", "its data file " + location, "outside");
    }

    @Test
    void aMissingFileIsNamed() {
        assertRefused(Map.of("location", "other.bin"), "other.bin is not there");
    }

    @ParameterizedTest(name = "offset={0}")
    @ValueSource(strings = {"-1", "9e3", "99999999999999999999", ""})
    void anOffsetThatIsNoNumberIsRefused(String offset) {
        assertRefused(Map.of("location", "data/w.bin", "offset", offset), "offset is '" + offset + "'");
    }

    @Test
    void aPlaceBehindTheEndIsRefused() {
        assertRefused(
                Map.of("location", "data/w.bin", "offset", "17", "length", "24"),
                "it lies at 17 with 24 bytes in data/w.bin, which has 40");
        assertRefused(
                Map.of("location", "data/w.bin", "offset", "999999999999999999", "length", "999999999999999999"),
                "which has 40");
    }

    @Test
    void aLengthThatDoesNotFitTheShapeIsRefused() {
        assertRefused(Map.of("location", "data/w.bin", "length", "20"), "tensor w has 20 bytes, expected 24");
    }

    @Test
    void tensorsThatShareTheirBytesAreRefused() {
        OnnxNet net = new OnnxNet(17, 3, 2, 2);
        Map<String, String> entries = Map.of("location", "data/w.bin", "offset", "0", "length", "24");
        net.constant(tensor("unused", entries));
        String weight = net.constant(tensor("w", entries));
        byte[] file = net.build(net.node("Conv", List.of("x", weight)));
        assertThatThrownBy(() -> OnnxReader.read("net.onnx", file, ExternalTensorsTest::data))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContaining("together longer than its 40 bytes");
    }

    private static void assertRefused(Map<String, String> entries, String... parts) {
        assertThatThrownBy(() -> read(entries, 40))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll(parts);
    }

    private static ModelGraph read(Map<String, String> entries, int fileBytes) {
        OnnxNet net = new OnnxNet(17, 3, 2, 2);
        byte[] file = net.build(net.node("Conv", List.of("x", net.constant(tensor("w", entries)))));
        return OnnxReader.read(
                        "net.onnx", file, path -> data(path).map(data -> java.util.Arrays.copyOf(data, fileBytes)))
                .graph();
    }

    private static Optional<byte[]> data(String path) {
        ByteBuffer data = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 10; i++) {
            data.putFloat(i);
        }
        return path.equals("data/w.bin") ? Optional.of(data.array()) : Optional.empty();
    }

    private static TensorProto tensor(String name, Map<String, String> entries) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(List.of(2L, NUMBERS / 2L, 1L, 1L))
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        entries.forEach((key, value) -> tensor.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return tensor.build();
    }
}
