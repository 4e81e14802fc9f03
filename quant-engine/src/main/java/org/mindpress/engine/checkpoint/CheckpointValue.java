package org.mindpress.engine.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code Value} message of a checkpoint: a tensor, or one slice of it. Its content stays in the file's bytes.
 *
 * @param tag name of the parameter
 * @param table whether it is a hash table, of which nothing else is known
 * @param dimensions the full shape
 * @param type spelling of the element type
 * @param offset of the content in the file
 * @param length of the content in bytes
 * @param at offset of the message in the file
 */
record CheckpointValue(String tag, boolean table, List<Long> dimensions, String type, int offset, int length, int at) {
    private static final int MOST_DIMENSIONS = 16;
    private static final int TAG = 1;
    private static final int TENSOR = 2;
    private static final int TABLE = 3;
    private static final int DIMENSIONS = 1;
    private static final int TYPE = 2;
    private static final int CONTENT = 3;

    CheckpointValue {
        dimensions = List.copyOf(dimensions);
    }

    /** Reads the fields up to the stream's limit; an {@link IOException} says that they are not those of a value. */
    static CheckpointValue read(CodedInputStream stream, int at) throws IOException {
        String tag = "";
        boolean tagged = false;
        boolean table = false;
        Tensor tensor = null;
        for (int key = stream.readTag(); key != 0; key = stream.readTag()) {
            int field = WireFormat.getTagFieldNumber(key);
            boolean bytes = WireFormat.getTagWireType(key) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (field == TAG && bytes) {
                tag = stream.readStringRequireUtf8();
                tagged = true;
            } else if (field == TENSOR && bytes) {
                int outer = stream.pushLimit(stream.readRawVarint32());
                tensor = Tensor.read(stream);
                stream.popLimit(outer);
            } else if (field == TABLE && bytes) {
                table = true;
                stream.skipField(key);
            } else {
                skip(stream, key);
            }
        }
        if (!tagged || (tensor == null && !table)) {
            throw new IOException("a value without name or tensor");
        }
        return tensor == null
                ? new CheckpointValue(tag, true, List.of(), "", 0, 0, at)
                : new CheckpointValue(tag, false, tensor.dimensions, tensor.type, tensor.offset, tensor.length, at);
    }

    private static void skip(CodedInputStream stream, int key) throws IOException {
        if (!stream.skipField(key)) {
            throw new IOException("a group that ends without having begun");
        }
    }

    private record Tensor(List<Long> dimensions, String type, int offset, int length) {

        static Tensor read(CodedInputStream stream) throws IOException {
            List<Long> dimensions = new ArrayList<>();
            String type = "";
            int offset = -1;
            int length = 0;
            for (int key = stream.readTag(); key != 0; key = stream.readTag()) {
                int field = WireFormat.getTagFieldNumber(key);
                boolean bytes = WireFormat.getTagWireType(key) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (field == DIMENSIONS && WireFormat.getTagWireType(key) == WireFormat.WIRETYPE_VARINT) {
                    add(dimensions, stream.readInt64());
                } else if (field == DIMENSIONS && bytes) {
                    int outer = stream.pushLimit(stream.readRawVarint32());
                    while (stream.getBytesUntilLimit() > 0) {
                        add(dimensions, stream.readInt64());
                    }
                    stream.popLimit(outer);
                } else if (field == TYPE && bytes) {
                    type = stream.readStringRequireUtf8();
                } else if (field == CONTENT && bytes) {
                    length = stream.readRawVarint32();
                    offset = stream.getTotalBytesRead();
                    stream.skipRawBytes(length);
                } else {
                    skip(stream, key);
                }
            }
            if (offset < 0 || type.isEmpty()) {
                throw new IOException("a tensor without type or content");
            }
            return new Tensor(dimensions, type, offset, length);
        }

        private static void add(List<Long> dimensions, long size) throws IOException {
            if (dimensions.size() == MOST_DIMENSIONS) {
                throw new IOException("a tensor with more than " + MOST_DIMENSIONS + " axes");
            }
            dimensions.add(size);
        }
    }
}
