package org.mindpress.engine.importer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * Walks the groups of an HDF5 file (HDF5 File Format Specification 3.0) before the library does, which follows every reference as often
 * as it stands there. In a sound file headers, trees and name heaps lie side by side; where they are together longer than the file, some
 * are reached twice, and doubling from level to level they would never end. Not thread-safe.
 */
final class Hdf5Structure {
    private static final String AGAIN = "save the model again with model.save(\"net.h5\")";
    private static final int WIDTH = 8;
    private static final int SYMBOL = 40;
    private static final int LINK_INFORMATION = 0x02;
    private static final int LINK = 0x06;
    private static final int ATTRIBUTE = 0x0C;
    private static final int CONTINUATION = 0x10;
    private static final int SYMBOL_TABLE = 0x11;
    private static final int ATTRIBUTE_INFORMATION = 0x15;
    private static final int SHARED = 2;
    private static final int VARIABLE_LENGTH = 9;
    private static final int UNDEFINED = -1;

    private final ByteBuffer file;
    private final Deque<Long> headers = new ArrayDeque<>();
    private long walked;
    private long named;
    private long texts;

    private Hdf5Structure(byte[] content) {
        file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Checks a file that begins as HDF5 does; {@link ImportRefusal} or another exception when it is not sound. */
    static void check(byte[] content) {
        Hdf5Structure structure = new Hdf5Structure(content);
        structure.superblock();
        while (!structure.headers.isEmpty()) {
            structure.header(structure.headers.pop());
        }
    }

    /** A piece of the file that belongs to one thing alone. */
    private ByteBuffer take(long address, long length) {
        if (address < 0 || length < 0 || address > file.capacity() || length > file.capacity() - address) {
            throw new ImportRefusal(
                    "it is a damaged HDF5 file: " + length + " bytes at " + address + " of " + file.capacity(),
                    "copy the file completely");
        }
        walked += length;
        if (walked > file.capacity()) {
            throw new ImportRefusal(
                    "it is a damaged HDF5 file: its groups hold themselves, or one another more than once", AGAIN);
        }
        return file.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void superblock() {
        int version = file.get(8);
        boolean old = version < 2;
        int widths = old ? 13 : 9;
        if (version < 0 || version > 3 || file.get(widths) != WIDTH || file.get(widths + 1) != WIDTH) {
            throw new ImportRefusal(
                    "its HDF5 superblock has version " + version + " and addresses of " + file.get(widths)
                            + " bytes, expected 0 to 3 and " + WIDTH,
                    AGAIN);
        }
        int base = old ? 24 + (version == 1 ? 4 : 0) : 12;
        if (file.getLong(base) != 0) {
            throw new ImportRefusal("its HDF5 addresses begin at " + file.getLong(base) + ", expected 0", AGAIN);
        }
        // the object header of the root: behind the name in its symbol, or at the end
        headers.push(file.getLong(old ? base + 4 * WIDTH + WIDTH : 36));
    }

    private void header(long address) {
        if (file.get(Math.toIntExact(address)) == 1) {
            ByteBuffer head = take(address, 16);
            firstVersion(take(address + 16, Integer.toUnsignedLong(head.getInt(8))));
        } else {
            int flags = file.get(Math.toIntExact(address) + 5);
            int start = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
            int width = 1 << (flags & 3);
            ByteBuffer head = take(address, start + width);
            secondVersion(take(address + start + width, number(head, start, width)), (flags & 4) != 0);
        }
    }

    /** Messages of a version 1 object header: type, size, flags. */
    private void firstVersion(ByteBuffer messages) {
        while (messages.remaining() >= WIDTH) {
            int type = Short.toUnsignedInt(messages.getShort());
            int size = Short.toUnsignedInt(messages.getShort());
            int flags = messages.getInt() & 0xFF;
            if (size > messages.remaining()) {
                return;
            }
            ByteBuffer body = body(messages, size);
            if (type == CONTINUATION) {
                firstVersion(take(body.getLong(0), body.getLong(WIDTH)));
            } else {
                message(type, flags, body);
            }
        }
    }

    /** Messages of a version 2 object header. */
    private void secondVersion(ByteBuffer messages, boolean ordered) {
        while (messages.remaining() >= 4 + (ordered ? 2 : 0)) {
            int type = Byte.toUnsignedInt(messages.get());
            int size = Short.toUnsignedInt(messages.getShort());
            int flags = messages.get();
            messages.position(messages.position() + (ordered ? 2 : 0));
            if (size > messages.remaining()) {
                return;
            }
            ByteBuffer body = body(messages, size);
            if (type == CONTINUATION) {
                ByteBuffer block = take(body.getLong(0), body.getLong(WIDTH));
                // behind its signature, before its checksum
                secondVersion(body(block.position(4), block.remaining() - 4), ordered);
            } else {
                message(type, flags, body);
            }
        }
    }

    private static ByteBuffer body(ByteBuffer messages, int size) {
        ByteBuffer body = messages.slice(messages.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        messages.position(messages.position() + size);
        return body;
    }

    private void message(int type, int flags, ByteBuffer body) {
        if ((flags & SHARED) != 0) {
            throw new ImportRefusal("its HDF5 objects share parts of one another", AGAIN);
        }
        switch (type) {
            case SYMBOL_TABLE -> symbols(body.getLong(0), body.getLong(WIDTH));
            case LINK -> link(body);
            case LINK_INFORMATION -> refuseDense(body.getLong(2 + ((body.get(1) & 1) != 0 ? WIDTH : 0)), "groups");
            case ATTRIBUTE_INFORMATION -> refuseDense(body.getLong(2 + ((body.get(1) & 1) != 0 ? 2 : 0)), "attributes");
            case ATTRIBUTE -> attribute(body);
            default -> {}
        }
    }

    private static void refuseDense(long heap, String what) {
        if (heap != UNDEFINED) {
            throw new ImportRefusal("its HDF5 " + what + " are stored densely, as Keras does not", AGAIN);
        }
    }

    /** A group of the first version: a tree of nodes of symbols, whose names lie in a heap. */
    private void symbols(long tree, long heap) {
        ByteBuffer head = take(heap, WIDTH + 3 * WIDTH);
        ByteBuffer names = take(head.getLong(3 * WIDTH), head.getLong(WIDTH));
        Deque<Long> nodes = new ArrayDeque<>();
        nodes.push(tree);
        while (!nodes.isEmpty()) {
            long address = nodes.pop();
            ByteBuffer node = take(address, WIDTH);
            int entries = Short.toUnsignedInt(node.getShort(6));
            if (node.get(0) != 'S') {
                ByteBuffer children = take(address + WIDTH, 2L * WIDTH + WIDTH + 2L * WIDTH * entries);
                for (int i = 0; i < entries; i++) {
                    nodes.push(children.getLong(3 * WIDTH + 2 * WIDTH * i));
                }
                continue;
            }
            ByteBuffer symbols = take(address + WIDTH, (long) SYMBOL * entries);
            for (int i = 0; i < entries; i++) {
                countName(names, symbols.getLong(SYMBOL * i));
                headers.push(symbols.getLong(SYMBOL * i + WIDTH));
            }
        }
    }

    private void countName(ByteBuffer names, long offset) {
        for (int i = Math.toIntExact(offset); names.get(i) != 0; i++) {
            if (++named > file.capacity()) {
                throw new ImportRefusal("the names in its groups are together longer than the file", AGAIN);
            }
        }
    }

    /** A link of the second version; only hard ones are followed. */
    private void link(ByteBuffer body) {
        int flags = body.get(1);
        int place = 2;
        int kind = (flags & 0x08) != 0 ? body.get(place++) : 0;
        place += ((flags & 0x04) != 0 ? WIDTH : 0) + ((flags & 0x10) != 0 ? 1 : 0);
        int width = 1 << (flags & 3);
        long name = number(body, place, width);
        if (kind == 0) {
            headers.push(body.getLong(Math.toIntExact(place + width + name)));
        }
    }

    /** Texts of any length lie elsewhere; an array of them may name one of a megabyte in each place. */
    private void attribute(ByteBuffer body) {
        int version = body.get(0);
        if (version > 1 && (body.get(1) & 3) != 0) {
            throw new ImportRefusal("its HDF5 objects share parts of one another", AGAIN);
        }
        int step = version == 1 ? WIDTH : 1;
        int type = (version == 3 ? 9 : WIDTH) + padded(body, 2, step);
        int space = type + padded(body, 4, step);
        if ((body.get(type) & 0xF) != VARIABLE_LENGTH) {
            return;
        }
        if ((body.get(type + WIDTH) & 0xF) == VARIABLE_LENGTH) {
            throw new ImportRefusal("an attribute holds lists of lists", AGAIN);
        }
        for (int place = space + padded(body, 6, step); place + 16 <= body.limit(); place += 16) {
            texts += Integer.toUnsignedLong(body.getInt(place));
        }
        if (texts > file.capacity()) {
            throw new ImportRefusal("the texts of its attributes are together longer than the file", AGAIN);
        }
    }

    private static int padded(ByteBuffer body, int place, int step) {
        int size = Short.toUnsignedInt(body.getShort(place));
        return (size + step - 1) / step * step;
    }

    private static long number(ByteBuffer bytes, int place, int width) {
        return switch (width) {
            case 1 -> Byte.toUnsignedLong(bytes.get(place));
            case 2 -> Short.toUnsignedLong(bytes.getShort(place));
            case 4 -> Integer.toUnsignedLong(bytes.getInt(place));
            default -> bytes.getLong(place);
        };
    }
}
