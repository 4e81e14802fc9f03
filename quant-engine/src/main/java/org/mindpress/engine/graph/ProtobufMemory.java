package org.mindpress.engine.graph;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * How much memory the objects of a protobuf file will take, known before it is parsed: an empty message is two bytes in the file and a
 * hundred in memory, so a small file of many would take far more than its size. Not thread-safe.
 */
public final class ProtobufMemory {
    /** Beyond twice the file, what its objects may take, in bytes: room for some 150,000 nodes and attributes. */
    public static final long ROOM = 16L << 20;

    private static final int OBJECT = 104;
    private static final int TEXT = 48;
    private static final int UNKNOWN = 256;
    private static final int DEEPEST = 100;

    private final CodedInputStream stream;
    private long bytes;

    private ProtobufMemory(byte[] file) {
        stream = CodedInputStream.newInstance(file);
    }

    /**
     * Estimates from above what parsing allocates and keeps.
     *
     * @param type message that the whole file is
     * @return bytes; of the part that is readable, when the file is damaged
     */
    public static long of(byte[] file, Descriptor type) {
        ProtobufMemory memory = new ProtobufMemory(file);
        try {
            memory.message(type, 0);
        } catch (IOException damaged) {
            // the parser ends there as well, and says so
        }
        return memory.bytes;
    }

    /** Whether parsing takes more than twice the file and {@link #ROOM}. */
    public static boolean isTooMuch(byte[] file, Descriptor type) {
        return of(file, type) > 2L * file.length + ROOM;
    }

    private void message(Descriptor type, int depth) throws IOException {
        bytes += OBJECT;
        if (depth > DEEPEST) {
            throw new IOException("deeper than the parser goes");
        }
        for (int tag = stream.readTag(); tag != 0; tag = stream.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                bytes += UNKNOWN;
                skip(tag);
            } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                delimited(field, depth);
            } else {
                bytes += field.isRepeated() ? 2 * Long.BYTES : 0;
                skip(tag);
            }
        }
    }

    private void delimited(FieldDescriptor field, int depth) throws IOException {
        int length = stream.readRawVarint32();
        switch (field.getJavaType()) {
            case MESSAGE -> {
                int outer = stream.pushLimit(length);
                message(field.getMessageType(), depth + 1);
                stream.popLimit(outer);
            }
            case STRING, BYTE_STRING -> {
                bytes += TEXT + (long) length;
                stream.skipRawBytes(length);
            }
            default -> packed(field, length);
        }
    }

    private void packed(FieldDescriptor field, int length) throws IOException {
        boolean fixed = field.getJavaType() == FieldDescriptor.JavaType.FLOAT
                || field.getJavaType() == FieldDescriptor.JavaType.DOUBLE;
        if (fixed) {
            bytes += length;
            stream.skipRawBytes(length);
            return;
        }
        int outer = stream.pushLimit(length);
        while (stream.getBytesUntilLimit() > 0) {
            stream.readRawVarint64();
            bytes += field.getJavaType() == FieldDescriptor.JavaType.INT ? 2 * Integer.BYTES : 2 * Long.BYTES;
        }
        stream.popLimit(outer);
    }

    /** Groups nest in fields that the parser does not know and keeps all the same. */
    private void skip(int tag) throws IOException {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_START_GROUP) {
            int before = stream.getTotalBytesRead();
            stream.skipField(tag);
            bytes += stream.getTotalBytesRead() - before;
            return;
        }
        int open = 1;
        while (open > 0) {
            int inner = stream.readTag();
            if (inner == 0 || open > DEEPEST) {
                throw new IOException("a group without end");
            }
            bytes += UNKNOWN;
            switch (WireFormat.getTagWireType(inner)) {
                case WireFormat.WIRETYPE_START_GROUP -> open++;
                case WireFormat.WIRETYPE_END_GROUP -> open--;
                default -> skip(inner);
            }
        }
    }
}
