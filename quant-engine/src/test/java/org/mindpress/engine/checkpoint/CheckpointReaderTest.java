package org.mindpress.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.importer.MindsporeFiles;

/** Checkpoints of a real MindSpore are read, and what MindSpore would take without a word although it is damaged is refused. */
class CheckpointReaderTest {
    /** Int8 [2, 2] = 1, -1, 127, -128 and a Float32 scalar 0.5. */
    private static final byte[] GOLDEN = HexFormat.of()
            .parseHex(
                    "0a150a01771210080208021204496e74381a0401ff7f80" + "0a140a0173120f1207466c6f617433321a040000003f");

    private static final byte[] GOLDEN_CRC = HexFormat.of().parseHex("6372635f6e756d0000000000001364aa41");

    @Test
    void goldenBytesGiveTheTensorsTheyWereWrittenFrom() {
        Checkpoint read = CheckpointReader.read("golden.ckpt", GOLDEN);
        assertThat(read.parameters().keySet()).containsExactly("w", "s");
        assertThat(read.find("w").orElseThrow().type()).isEqualTo(ParameterType.INT8);
        assertThat(read.find("w").orElseThrow().dimensions()).containsExactly(2, 2);
        assertThat(read.find("w").orElseThrow().bytes()).containsExactly(1, -1, 127, -128);
        assertThat(read.find("s").orElseThrow().floats()).isEqualTo(FloatTensor.of(List.of(), 0.5f));
        assertThat(CheckpointReader.read("golden.ckpt", joined(GOLDEN, GOLDEN_CRC))
                        .parameters())
                .isEqualTo(read.parameters());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "lenet, 9",
        "resnet20_zoo, 107",
        "resnet20_flat, 112",
        "resnet18_torch, 102",
        "resnet50_mindcv, 267",
        "mobilenet_v2_mindcv, 262"
    })
    void realFilesAreReadWhole(String name, int parameters) {
        byte[] bytes = MindsporeFiles.bytes(name + ".ckpt");
        assertThat(CheckpointReader.looksLikeCheckpoint(bytes)).isTrue();
        Checkpoint read = CheckpointReader.read(name + ".ckpt", bytes);
        assertThat(read.parameters()).hasSize(parameters);
        assertThat(read.skipped()).isEmpty();
        assertThat(read.parameters().values())
                .allSatisfy(each -> assertThat(each.name()).isNotEmpty());
    }

    @Test
    void slicesAreJoinedAndScalarsOfAllKindsAreRead() {
        Checkpoint zoo = CheckpointReader.read("zoo.ckpt", MindsporeFiles.bytes("resnet20_zoo.ckpt"));
        // 16 x 16 x 3 x 3 float32 are more than the 4 KiB of a slice
        assertThat(zoo.find("layer3.1.conv1.weight").orElseThrow().dimensions()).containsExactly(16, 16, 3, 3);
        Checkpoint flat = CheckpointReader.read("flat.ckpt", MindsporeFiles.bytes("resnet20_flat.ckpt"));
        assertThat(flat.find("epoch_num").orElseThrow().bytes()).containsExactly(7, 0, 0, 0, 0, 0, 0, 0);
        assertThat(flat.find("learning_rate").orElseThrow().floats()).isEqualTo(FloatTensor.of(List.of(), 0.125f));
        assertThat(flat.find("best").orElseThrow().type()).isEqualTo(ParameterType.BOOL);
        assertThat(new String(flat.find("note").orElseThrow().bytes(), Charset.forName("UTF-32LE")))
                .isEqualTo("kept");
    }

    @Test
    void aScalarOfOldReleasesHasTheShapeZero() {
        byte[] bytes = value("s", "Float32", new byte[] {0, 0, 0, 0x3F}, 0);
        Parameter scalar = CheckpointReader.read("old.ckpt", bytes).find("s").orElseThrow();
        assertThat(scalar.dimensions()).isEmpty();
        assertThat(scalar.floats().get(0)).isEqualTo(0.5f);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Float16, 003c00bc01000080ff7b007c, '1.0, -1.0, 5.9604645E-8, -0.0, 65504.0, Infinity'",
        "BFloat16, 803f80bf0043, '1.0, -1.0, 128.0'",
        "Float64, 000000000000e03f, 0.5"
    })
    void otherRealTypesBecomeFloat32(String type, String hexadecimal, String expected) {
        byte[] content = HexFormat.of().parseHex(hexadecimal);
        int size = ParameterType.of(type).orElseThrow().sizeBytes();
        float[] values = CheckpointReader.read("t.ckpt", value("w", type, content, content.length / size))
                .find("w")
                .orElseThrow()
                .floats()
                .toArray();
        assertThat(Arrays.toString(values)).isEqualTo("[" + expected + "]");
    }

    @Test
    void randomStateAndHashTablesAreSkippedAndListed() {
        byte[] random = value("seed", "random_op", new byte[4], 1);
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        table.writeBytes(new byte[] {0x0A, 5, 0x0A, 1, 't', 0x1A, 0});
        Checkpoint read = CheckpointReader.read("t.ckpt", joined(GOLDEN, random, table.toByteArray()));
        assertThat(read.skipped()).containsExactly("seed", "t");
        assertThat(read.parameters()).hasSize(2);
    }

    @Test
    void lengthsThatDoNotFitTheShapeAreNamedTogether() {
        byte[] bytes = joined(
                value("a", "Float32", new byte[8], 3),
                value("b", "Float32", new byte[16], 3),
                value("c", "Complex", new byte[8], 1),
                value("d", "Float32", new byte[4], -1),
                value("e", "Float32", new byte[4], Integer.MAX_VALUE, Integer.MAX_VALUE, 4));
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", bytes))
                .isInstanceOf(ModelImportException.class)
                .hasMessageContainingAll(
                        "bad.ckpt: 5 problems",
                        "parameter a: has 8 bytes of 12",
                        "parameter b: has 16 bytes of 12",
                        "parameter c: has the type 'Complex'",
                        "parameter d: has the impossible shape [-1]",
                        "parameter e: has the impossible shape");
    }

    @Test
    void aSecondParameterOfANameIsRefused() {
        byte[] first = value("w", "Float32", new byte[8], 2);
        byte[] other = value("v", "Float32", new byte[8], 2);
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", joined(first, first)))
                .hasMessageContaining("parameter w: is defined twice");
        byte[] slice = value("w", "Float32", new byte[4], 2);
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", joined(slice, other, slice)))
                .hasMessageContainingAll("has 4 bytes of 8", "is defined twice");
    }

    @Test
    void aDamagedFileIsKnownByItsCrc() {
        byte[] bytes = MindsporeFiles.bytes("resnet20_zoo.ckpt");
        bytes[1000] ^= 1;
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", bytes)).hasMessageContaining("another CRC-32");
    }

    @Test
    void emptyEncryptedTruncatedAndForeignFilesAreNamed() {
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", new byte[0])).hasMessageContaining("is empty");
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", new byte[] {(byte) 0xD9, 0x5E, 0x3A, 0x7F, 1}))
                .hasMessageContaining("is encrypted");
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", Arrays.copyOf(GOLDEN, 30)))
                .hasMessageContaining("at byte 23");
        assertThatThrownBy(() -> CheckpointReader.read("bad.ckpt", MindsporeFiles.bytes("lenet.mindir")))
                .hasMessageContaining("no checkpoint");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"lenet.mindir", "mobile.mindir", "lenet.input.npy"})
    void otherFilesDoNotLookLikeCheckpoints(String file) {
        assertThat(CheckpointReader.looksLikeCheckpoint(MindsporeFiles.bytes(file)))
                .isFalse();
    }

    @Test
    void damagedFilesNeverEscapeTheOneException() {
        byte[] good = MindsporeFiles.bytes("resnet20_flat.ckpt");
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int flip = 0; flip < 1 + random.nextInt(8) && bytes.length > 0; flip++) {
                bytes[random.nextInt(Math.min(bytes.length, 4000))] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> {
                        try {
                            CheckpointReader.looksLikeCheckpoint(bytes);
                            CheckpointReader.read("bad.ckpt", bytes);
                        } catch (ModelImportException refused) {
                            assertThat(refused.problems()).isNotEmpty();
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] value(String name, String type, byte[] content, long... dimensions) {
        ByteString.Output tensor = ByteString.newOutput();
        ByteString.Output value = ByteString.newOutput();
        ByteString.Output file = ByteString.newOutput();
        try {
            CodedOutputStream inner = CodedOutputStream.newInstance(tensor);
            for (long size : dimensions) {
                inner.writeInt64(1, size);
            }
            inner.writeString(2, type);
            inner.writeByteArray(3, content);
            inner.flush();
            CodedOutputStream middle = CodedOutputStream.newInstance(value);
            middle.writeString(1, name);
            middle.writeBytes(2, tensor.toByteString());
            middle.flush();
            CodedOutputStream outer = CodedOutputStream.newInstance(file);
            outer.writeBytes(1, value.toByteString());
            outer.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file.toByteString().toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
