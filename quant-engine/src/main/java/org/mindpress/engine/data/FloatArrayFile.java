package org.mindpress.engine.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A float32 array from a NumPy file: {@code .npy} format 1.0 to 3.0, little-endian {@code <f4}, C order. Immutable.
 */
public final class FloatArrayFile {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'<f4',\\s*'fortran_order':\\s*False,\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

    private final int[] shape;
    private final float[] values;

    private FloatArrayFile(int[] shape, float[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** Reads a file; DataSetException when it holds anything else than such an array. */
    public static FloatArrayFile read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < 12 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DataSetException(file + ": no NumPy file (.npy)");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean shortHeader = bytes[6] == 1;
        int start = shortHeader ? 10 : 12;
        int length = shortHeader ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
        if (length < 0 || length > bytes.length - start) {
            throw new DataSetException(file + ": the header is cut off");
        }
        String header = new String(bytes, start, length, StandardCharsets.UTF_8);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new DataSetException(file + ": header " + header.strip() + ", expected '<f4' in C order");
        }
        int[] shape = Arrays.stream(matcher.group(1).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        long count = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
        long found = (long) bytes.length - start - length;
        if (count * Float.BYTES != found) {
            throw new DataSetException(file + ": shape " + Arrays.toString(shape) + " needs " + count * Float.BYTES
                    + " bytes, found " + found);
        }
        float[] values = new float[(int) count];
        buffer.position(start + length);
        buffer.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new FloatArrayFile(shape, values);
    }

    /** Sizes, outermost first; the array is the caller's. */
    public int[] shape() {
        return shape.clone();
    }

    /** Values in C order; the array is the caller's. */
    public float[] values() {
        return values.clone();
    }
}
