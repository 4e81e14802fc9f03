package org.mindpress.engine.hostile;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mindpress.engine.importer.MindsporeFiles;

/** Checkpoints made to harm: of single values, and one that MindSpore wrote. */
final class HostileCheckpoint {
    private HostileCheckpoint() {}

    static List<HostileFile> all() {
        byte[] other = MindsporeFiles.bytes("resnet20_zoo.ckpt");
        other[1000] ^= 1;
        ByteString half = value("w", 8, 4);
        return List.of(
                        HostileFile.of("ckpt, another CRC-32", other, "has another CRC-32"),
                        file("ckpt, a slice is missing", "parameter w: has 8 bytes of 16", half, value("v", 4, 1)),
                        file("ckpt, a slice too many", "is defined twice", half, half, half),
                        file("ckpt, a parameter twice", "is defined twice", value("w", 4, 1), value("w", 4, 1)),
                        file("ckpt, slices apart", "is defined twice", half, value("v", 4, 1), half),
                        file(
                                "ckpt, a million parameters of no content",
                                "holds more than",
                                repeated(value("w", 0), 1_000_000)),
                        file("ckpt, content of another length", "has 12 bytes of 16", value("w", 12, 4)),
                        file("ckpt, 2^32 numbers", "impossible shape [65536, 65536]", value("w", 4, 65_536, 65_536)),
                        file("ckpt, 2^90 numbers", "impossible shape", value("w", 4, 1L << 30, 1L << 30, 1L << 30)),
                        file("ckpt, a negative size", "impossible shape [-4]", value("w", 4, -4)),
                        HostileFile.of(
                                "ckpt, cut",
                                java.util.Arrays.copyOf(
                                        half.concat(value("v", 4, 1)).toByteArray(), half.size() + 9),
                                "is truncated, damaged or no checkpoint at byte " + half.size()),
                        file("ckpt, another network's parameters", "resnet20 was looked for", value("w", 16, 4)))
                .stream()
                .map(file -> file.withArchitecture("resnet20"))
                .toList();
    }

    private static HostileFile file(String what, String said, ByteString... values) {
        return HostileFile.of(what, ByteString.copyFrom(List.of(values)).toByteArray(), said);
    }

    private static ByteString value(String name, int bytes, long... dimensions) {
        ByteString tensor = ByteString.EMPTY;
        for (long size : dimensions) {
            tensor = tensor.concat(varint(8)).concat(varint(size));
        }
        tensor = tensor.concat(HostileOnnx.wrapped(2, text("Float32")))
                .concat(HostileOnnx.wrapped(3, ByteString.copyFrom(new byte[bytes])));
        return HostileOnnx.wrapped(1, HostileOnnx.wrapped(1, text(name)).concat(HostileOnnx.wrapped(2, tensor)));
    }

    private static ByteString repeated(ByteString value, int count) {
        byte[] once = value.toByteArray();
        byte[] bytes = new byte[once.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(once, 0, bytes, i * once.length, once.length);
        }
        return ByteString.copyFrom(bytes);
    }

    private static ByteString text(String text) {
        return ByteString.copyFrom(text, StandardCharsets.UTF_8);
    }

    private static ByteString varint(long value) {
        ByteString.Output bytes = ByteString.newOutput();
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
        return bytes.toByteString();
    }
}
