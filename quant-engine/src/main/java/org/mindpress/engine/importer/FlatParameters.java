package org.mindpress.engine.importer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * All parameters of a Deeplearning4j network, one layer after the other, as {@code Nd4j.write} stores an array: two buffers, the shape
 * information (int64) and the numbers (float32), each with the name of its allocation mode, its length and the name of its type; all
 * big-endian. Not thread-safe.
 */
final class FlatParameters {
    private static final String AGAIN = "save the model with ModelSerializer.writeModel";

    private final ByteBuffer numbers;

    private FlatParameters(ByteBuffer numbers) {
        this.numbers = numbers;
    }

    static FlatParameters of(byte[] coefficients) {
        ByteBuffer bytes = ByteBuffer.wrap(coefficients);
        try {
            skip(bytes, buffer(bytes, "LONG", Long.BYTES));
            int length = buffer(bytes, "FLOAT", Float.BYTES);
            if (length != bytes.remaining()) {
                throw new ImportRefusal(
                        "its parameters have " + bytes.remaining() + " bytes, expected " + length, AGAIN);
            }
            return new FlatParameters(bytes);
        } catch (BufferUnderflowException cut) {
            throw new ImportRefusal("its coefficients.bin was cut short", AGAIN);
        }
    }

    /** Reads the head of a buffer; how many bytes it has. */
    private static int buffer(ByteBuffer bytes, String type, int width) {
        text(bytes);
        long count = bytes.getLong();
        String found = text(bytes);
        if (!found.equals(type)) {
            throw new ImportRefusal(
                    "its coefficients.bin holds " + found + " where " + type + " is expected",
                    "save the model in float32 with Deeplearning4j 1.0.0-M2.1");
        }
        if (count < 0 || count > bytes.remaining() / width) {
            throw new BufferUnderflowException();
        }
        return (int) count * width;
    }

    /** As {@code DataOutput.writeUTF}, of ASCII letters. */
    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Math.min(Short.toUnsignedInt(bytes.getShort()), bytes.remaining())];
        bytes.get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static void skip(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
    }

    /** The next parameters, as many as the product of the sizes. */
    float[] take(long... sizes) {
        long count = 1;
        for (long size : sizes) {
            count = Math.multiplyExact(count, size);
        }
        if (count < 0 || count > left()) {
            throw new ImportRefusal("it needs " + count + " parameters, the file has " + left() + " more", AGAIN);
        }
        float[] taken = new float[(int) count];
        numbers.asFloatBuffer().get(taken);
        skip(numbers, taken.length * Float.BYTES);
        return taken;
    }

    int left() {
        return numbers.remaining() / Float.BYTES;
    }
}
