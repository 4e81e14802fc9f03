package org.mindpress.engine.checkpoint;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a parameter that becomes one {@code Value} message; most parameters have one.
 *
 * @param parameter whose full shape every slice repeats
 * @param from first byte
 * @param length bytes
 */
record ParameterSlice(Parameter parameter, int from, int length) {
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int TENSOR = 2;
    private static final int DIMENSIONS = 1;
    private static final int TYPE = 2;
    private static final int CONTENT = 3;

    /** A parameter in slices of at most so many bytes, at least one. */
    static List<ParameterSlice> of(Parameter parameter, int most) {
        List<ParameterSlice> slices = new ArrayList<>();
        int from = 0;
        do {
            int length = Math.min(most, parameter.sizeBytes() - from);
            slices.add(new ParameterSlice(parameter, from, length));
            from += length;
        } while (from < parameter.sizeBytes());
        return slices;
    }

    /** Size of the message with its key and length. */
    long sizeBytes() {
        return delimited(VALUE, valueBytes());
    }

    private int valueBytes() {
        return CodedOutputStream.computeStringSize(TAG, parameter.name()) + delimited(TENSOR, tensorBytes());
    }

    private int tensorBytes() {
        int size = CodedOutputStream.computeStringSize(TYPE, parameter.type().spelling()) + delimited(CONTENT, length);
        for (int dimension : dimensions()) {
            size += CodedOutputStream.computeInt64Size(DIMENSIONS, dimension);
        }
        return size;
    }

    private static int delimited(int field, int content) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(content) + content;
    }

    private List<Integer> dimensions() {
        return parameter.type() == ParameterType.TEXT ? List.of(0) : parameter.dimensions();
    }

    void write(CodedOutputStream stream) throws IOException {
        begin(stream, VALUE, valueBytes());
        stream.writeString(TAG, parameter.name());
        begin(stream, TENSOR, tensorBytes());
        for (int dimension : dimensions()) {
            stream.writeInt64(DIMENSIONS, dimension);
        }
        stream.writeString(TYPE, parameter.type().spelling());
        begin(stream, CONTENT, length);
        parameter.write(stream, from, length);
    }

    private static void begin(CodedOutputStream stream, int field, int length) throws IOException {
        stream.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        stream.writeUInt32NoTag(length);
    }
}
