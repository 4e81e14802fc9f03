package org.mindpress.engine.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** HDF5 files made to harm, by changes in one that Keras 2 wrote (HDF5 File Format Specification: superblock 0). */
final class HostileHdf5 {
    private static final int ROOT_HEADER = 64;
    private static final int ROOT_TREE = 80;
    private static final int CONTINUATION = 0x10;
    private static final int LEVELS = 60;

    private HostileHdf5() {}

    static List<HostileFile> all() {
        String harmless = "its groups hold themselves, or one another more than once";
        return List.of(
                HostileFile.of("h5, a tree that holds itself", changed(0, HostileHdf5::circle), harmless),
                HostileFile.of("h5, a tree of 2^60 leaves", changed(LEVELS * 64, HostileHdf5::doubling), harmless),
                HostileFile.of(
                        "h5, all groups are the root",
                        changed(0, HostileHdf5::rooted),
                        "together longer than the file"),
                HostileFile.of(
                        "h5, names of 100,000 characters that overlap",
                        changed(100_000, HostileHdf5::longNames),
                        "the names in its groups are together longer than the file"),
                HostileFile.of(
                        "h5, objects that share messages",
                        changed(0, HostileHdf5::shared),
                        "share parts of one another"),
                HostileFile.of("h5, links instead of groups", changed(0, HostileHdf5::links), "is missing, or a link"),
                HostileFile.of("h5, an array of 2^64 numbers", sized(1L << 16), "damaged HDF5 file"),
                HostileFile.of("h5, an array of 2^40 rows", sized(1L << 40), "damaged HDF5 file"),
                HostileFile.of("h5, an array of -1 rows", sized(-1), "impossible dimensions [-1, -1, -1, -1]"),
                HostileFile.of(
                        "h5, its configuration in lists in lists",
                        changed(0, file -> replaceAll(file, "{\"class_name\"", "[[[[[[[[[[[[[")),
                        "model_config is no JSON"));
    }

    private static byte[] changed(int more, Consumer<ByteBuffer> change) {
        try (InputStream file = HostileHdf5.class.getResourceAsStream("/importer/keras/lenet-keras2.h5")) {
            byte[] good = file.readAllBytes();
            ByteBuffer bytes =
                    ByteBuffer.wrap(Arrays.copyOf(good, good.length + more)).order(ByteOrder.LITTLE_ENDIAN);
            bytes.position(good.length);
            change.accept(bytes);
            return bytes.array();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Each tree node is the first child of itself: level at 5, children from 32 on. */
    private static void circle(ByteBuffer file) {
        forEach(file, "TREE", place -> file.put(place + 5, (byte) 1).putLong(place + 32, place));
    }

    /** Nodes of two children which are the same node of the next level. */
    private static void doubling(ByteBuffer file) {
        int tree = file.position();
        replaceAll(file, file.getLong(ROOT_TREE), tree);
        for (int level = LEVELS; level > 0; level--) {
            int next = file.position() + 64;
            file.put("TREE".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 0)
                    .put((byte) level)
                    .putShort((short) 2);
            file.putLong(-1).putLong(-1).putLong(0).putLong(level == 1 ? tree : next);
            file.putLong(0).putLong(level == 1 ? tree : next).putLong(0);
        }
    }

    private static void rooted(ByteBuffer file) {
        long root = file.getLong(ROOT_HEADER);
        forEachSymbol(file, symbol -> file.putLong(symbol + 8, root));
    }

    private static void links(ByteBuffer file) {
        forEachSymbol(file, symbol -> file.putInt(symbol + 16, 2).putInt(symbol + 24, 0));
    }

    /** The group of the layers gets a heap that is one name, in which its symbols begin at different places. */
    private static void longNames(ByteBuffer file) {
        int names = file.position();
        forEach(file, "HEAP", heap -> {
            int start = (int) file.getLong(heap + 24);
            int end = start + (int) file.getLong(heap + 8);
            if (contains(file, start, end, "first\0") && contains(file, start, end, "second\0")) {
                file.putLong(heap + 8, 100_000).putLong(heap + 24, names);
            }
        });
        for (int i = 0; i < 99_999; i++) {
            file.put(names + i, (byte) 'a');
        }
        forEachSymbol(file, symbol -> file.putLong(symbol, symbol % 7));
    }

    /** A flag of the first message of the root's header that says more than where the header goes on. */
    private static void shared(ByteBuffer file) {
        int message = (int) file.getLong(ROOT_HEADER) + 16;
        while (file.getShort(message) == CONTINUATION) {
            message = (int) file.getLong(message + 8);
        }
        file.put(message + 4, (byte) (file.get(message + 4) | 2));
    }

    /** Every dataspace of four axes: version 1, rank, then the sizes. */
    private static byte[] sized(long size) {
        return changed(0, file -> {
            for (int place = 0; place + 40 < file.capacity(); place += 8) {
                if (file.get(place) == 1 && file.get(place + 1) == 4 && file.getInt(place + 4) == 0) {
                    for (int axis = 0; axis < 4; axis++) {
                        file.putLong(place + 8 + 8 * axis, size);
                    }
                }
            }
        });
    }

    private static void forEachSymbol(ByteBuffer file, Consumer<Integer> change) {
        forEach(file, "SNOD", node -> {
            for (int i = 0; i < file.getShort(node + 6); i++) {
                change.accept(node + 8 + 40 * i);
            }
        });
    }

    private static void forEach(ByteBuffer file, String signature, Consumer<Integer> change) {
        int wanted = ByteBuffer.wrap(signature.getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        for (int place = 0; place + 40 < file.capacity(); place++) {
            if (file.getInt(place) == wanted) {
                change.accept(place);
            }
        }
    }

    private static void replaceAll(ByteBuffer file, long before, long after) {
        for (int place = 0; place + 8 <= file.capacity(); place += 8) {
            if (file.getLong(place) == before) {
                file.putLong(place, after);
            }
        }
    }

    private static void replaceAll(ByteBuffer file, String before, String after) {
        for (int place = 0; place + before.length() <= file.capacity(); place++) {
            if (isAt(file, place, before)) {
                for (int i = 0; i < after.length(); i++) {
                    file.put(place + i, (byte) after.charAt(i));
                }
            }
        }
    }

    private static boolean contains(ByteBuffer file, int start, int end, String text) {
        return IntStream.range(start, end - text.length()).anyMatch(place -> isAt(file, place, text));
    }

    private static boolean isAt(ByteBuffer file, int place, String text) {
        return IntStream.range(0, text.length()).allMatch(i -> file.get(place + i) == text.charAt(i));
    }
}
