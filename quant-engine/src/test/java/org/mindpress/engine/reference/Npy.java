package org.mindpress.engine.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mindpress.engine.mindir.Golden;

/** Reads the data of a little-endian, C-order .npy golden file as doubles. */
final class Npy {
    private Npy() {}

    static double[] read(String file) {
        byte[] bytes = Golden.bytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + buffer.getShort(8);
        String header = new String(bytes, 10, start - 10, StandardCharsets.US_ASCII);
        byte[] data = Arrays.copyOfRange(bytes, start, bytes.length);
        ByteBuffer values = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        boolean narrow = header.contains("'|i1'");
        double[] numbers = new double[narrow ? data.length : data.length / 4];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = narrow ? data[i] : values.getFloat(4 * i);
        }
        return numbers;
    }

    static float[] floats(String file) {
        double[] numbers = read(file);
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return values;
    }
}
