package org.mindpress.engine.checkpoint;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ModelImportException;

/**
 * Reads a {@code .ckpt} of MindSpore 2.x: values one after another, large tensors in adjacent slices, optionally a CRC-32 at the end.
 * Stricter than MindSpore, which takes lengths that do not fit the shape, unsorted slices and duplicates without a word. Allocates
 * no more than the file holds.
 */
public final class CheckpointReader {
    static final byte[] CRC_MARK = "crc_num".getBytes(StandardCharsets.US_ASCII);
    static final int CRC_TAIL = CRC_MARK.length + 10;
    private static final int FIRST_ENCRYPTION_MARK = 0x7F3A5ED8;
    private static final int LAST_ENCRYPTION_MARK = 0x7F3A5EDA;
    private static final int VALUE_KEY = 0x0A;
    // a file of nothing but names would take many times its size
    private static final int MOST_VALUES = 20_000;
    private static final int SMALL_SLICE = 1_024;
    private static final String RANDOM_STATE = "random_op";
    private static final String AGAIN = "copy or save the checkpoint again";

    private final String fileName;
    private final byte[] bytes;
    private final List<ImportProblem> problems = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private CheckpointReader(String fileName, byte[] bytes) {
        this.fileName = fileName;
        this.bytes = bytes;
    }

    /**
     * Reads one file.
     *
     * @param fileName how messages call it
     * @param bytes the whole file
     * @throws ModelImportException with everything that is wrong
     */
    public static Checkpoint read(String fileName, byte[] bytes) {
        return new CheckpointReader(fileName, bytes).read();
    }

    /** Whether the bytes begin like a checkpoint: a value whose first field is a name. */
    public static boolean looksLikeCheckpoint(byte[] bytes) {
        CodedInputStream stream = CodedInputStream.newInstance(bytes);
        try {
            if (stream.readTag() != VALUE_KEY || stream.readRawVarint32() < 0 || stream.readTag() != VALUE_KEY) {
                return false;
            }
            int length = stream.readRawVarint32();
            return length > 0 && length <= bytes.length - stream.getTotalBytesRead();
        } catch (IOException other) {
            return false;
        }
    }

    private Checkpoint read() {
        if (bytes.length == 0) {
            throw refusal("file", "is empty", AGAIN);
        }
        if (bytes.length >= 4) {
            int mark = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (mark >= FIRST_ENCRYPTION_MARK && mark <= LAST_ENCRYPTION_MARK) {
                throw refusal("file", "is encrypted", "save it without an encryption key");
            }
        }
        Map<String, Parameter> parameters = joined(values(lengthWithoutCrc()));
        if (!problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        return new Checkpoint(parameters, skipped);
    }

    private int lengthWithoutCrc() {
        int start = bytes.length - CRC_TAIL;
        if (start < 0) {
            return bytes.length;
        }
        for (int i = 0; i < CRC_MARK.length; i++) {
            if (bytes[start + i] != CRC_MARK[i]) {
                return bytes.length;
            }
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, start);
        ByteBuffer number = ByteBuffer.wrap(bytes, start + CRC_MARK.length, 10);
        boolean fits = number.getShort() == 0 && number.getLong() == crc.getValue();
        if (!fits) {
            throw refusal("file", "has another CRC-32 than the one at its end: it is damaged", AGAIN);
        }
        return start;
    }

    private List<CheckpointValue> values(int end) {
        List<CheckpointValue> values = new ArrayList<>();
        CodedInputStream stream = CodedInputStream.newInstance(bytes, 0, end);
        int at = 0;
        try {
            while (!stream.isAtEnd()) {
                at = stream.getTotalBytesRead();
                if (stream.readTag() != VALUE_KEY) {
                    throw new IOException("no value begins there");
                }
                if (values.size() >= MOST_VALUES + bytes.length / SMALL_SLICE) {
                    throw refusal(
                            "file",
                            "holds more than " + values.size() + " parameters and slices in its " + bytes.length
                                    + " bytes",
                            "save the parameters of one network");
                }
                int outer = stream.pushLimit(stream.readRawVarint32());
                values.add(CheckpointValue.read(stream, at));
                stream.popLimit(outer);
            }
        } catch (IOException damaged) {
            throw refusal(
                    "file",
                    "is truncated, damaged or no checkpoint at byte " + at + ": " + damaged.getMessage(),
                    AGAIN);
        }
        return values;
    }

    private Map<String, Parameter> joined(List<CheckpointValue> values) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        int next = 0;
        while (next < values.size()) {
            CheckpointValue first = values.get(next++);
            if (!seen.add(first.tag())) {
                problem(first, "is defined twice, again at byte " + first.at(), AGAIN);
                continue;
            }
            if (first.table() || first.type().equals(RANDOM_STATE)) {
                skipped.add(first.tag());
                continue;
            }
            Optional<Long> size = size(first);
            if (size.isEmpty()) {
                continue;
            }
            List<CheckpointValue> slices = new ArrayList<>(List.of(first));
            long collected = first.length();
            while (next < values.size()
                    && collected < size.get()
                    && values.get(next).tag().equals(first.tag())
                    && values.get(next).type().equals(first.type())
                    && values.get(next).dimensions().equals(first.dimensions())) {
                collected += values.get(next).length();
                slices.add(values.get(next++));
            }
            if (collected != size.get()) {
                problem(
                        first,
                        "has " + collected + " bytes of " + size.get() + " that its shape " + first.dimensions()
                                + " of " + first.type() + " needs",
                        AGAIN);
                continue;
            }
            parameters.put(first.tag(), parameter(first, slices, (int) collected));
        }
        return parameters;
    }

    /** Bytes of the whole tensor; a problem and empty when type or shape cannot be. */
    private Optional<Long> size(CheckpointValue value) {
        Optional<ParameterType> type = ParameterType.of(value.type());
        if (type.isEmpty()) {
            problem(value, "has the type '" + value.type() + "', which no checkpoint of MindSpore has", AGAIN);
            return Optional.empty();
        }
        if (type.get() == ParameterType.TEXT || isOldScalar(value, type.get())) {
            return Optional.of((long) value.length());
        }
        long size = type.get().sizeBytes();
        for (long dimension : value.dimensions()) {
            if (dimension < 0 || dimension > Integer.MAX_VALUE || size > Integer.MAX_VALUE) {
                size = Long.MAX_VALUE;
                break;
            }
            size *= dimension;
        }
        if (size > Integer.MAX_VALUE) {
            problem(value, "has the impossible shape " + value.dimensions(), AGAIN);
            return Optional.empty();
        }
        return Optional.of(size);
    }

    /** Up to 2.2 a scalar had the shape [0], and content nevertheless. */
    private static boolean isOldScalar(CheckpointValue value, ParameterType type) {
        return value.dimensions().equals(List.of(0L)) && value.length() == type.sizeBytes();
    }

    private Parameter parameter(CheckpointValue first, List<CheckpointValue> slices, int size) {
        byte[] content = new byte[size];
        int filled = 0;
        for (CheckpointValue slice : slices) {
            System.arraycopy(bytes, slice.offset(), content, filled, slice.length());
            filled += slice.length();
        }
        ParameterType type = ParameterType.of(first.type()).orElseThrow();
        boolean scalar = type == ParameterType.TEXT || isOldScalar(first, type);
        List<Integer> dimensions = scalar
                ? List.of()
                : first.dimensions().stream().map(Math::toIntExact).toList();
        return new Parameter(first.tag(), type, dimensions, content);
    }

    private void problem(CheckpointValue value, String finding, String remedy) {
        problems.add(new ImportProblem("parameter " + value.tag(), "", finding, remedy));
    }

    private ModelImportException refusal(String place, String finding, String remedy) {
        return new ModelImportException(fileName, List.of(new ImportProblem(place, "", finding, remedy)));
    }
}
