package org.mindpress.engine.checkpoint;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.mindpress.engine.graph.FloatTensor;

/** One parameter of a checkpoint: immutable, little endian, in C order. A scalar has no dimensions. */
public final class Parameter {
    private final String name;
    private final ParameterType type;
    private final List<Integer> dimensions;
    private final byte[] bytes;

    /** Takes the bytes without copying them. */
    Parameter(String name, ParameterType type, List<Integer> dimensions, byte[] bytes) {
        this.name = name;
        this.type = type;
        this.dimensions = List.copyOf(dimensions);
        this.bytes = bytes;
    }

    /** A float32 parameter. */
    public static Parameter of(String name, FloatTensor tensor) {
        byte[] bytes = new byte[Math.multiplyExact(tensor.size(), 4)];
        little(bytes).asFloatBuffer().put(tensor.toArray());
        return new Parameter(name, ParameterType.FLOAT32, tensor.dimensions(), bytes);
    }

    public String name() {
        return name;
    }

    public ParameterType type() {
        return type;
    }

    /** The full shape; empty for a scalar. */
    public List<Integer> dimensions() {
        return dimensions;
    }

    /** A copy of the raw bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    int sizeBytes() {
        return bytes.length;
    }

    void write(CodedOutputStream stream, int from, int length) throws IOException {
        stream.write(bytes, from, length);
    }

    /**
     * The numbers as float32.
     *
     * @throws IllegalArgumentException when the elements are not real numbers
     */
    public FloatTensor floats() {
        if (!type.isReal()) {
            throw new IllegalArgumentException(
                    "parameter " + name + " is " + type.spelling() + ", expected real numbers");
        }
        float[] values = new float[bytes.length / type.sizeBytes()];
        ByteBuffer data = little(bytes);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case FLOAT16 -> half(data.getShort());
                case BFLOAT16 -> Float.intBitsToFloat(data.getShort() << 16);
                case FLOAT64 -> (float) data.getDouble();
                default -> data.getFloat();
            };
        }
        return FloatTensor.of(dimensions, values);
    }

    /** IEEE binary16: 1 bit sign, 5 bits exponent (bias 15), 10 bits mantissa. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int mantissa = bits & 0x3FF;
        float magnitude;
        if (exponent == 0) {
            magnitude = mantissa * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Math.scalb(1 + mantissa * 0x1p-10f, exponent - 15);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameter that
                && name.equals(that.name)
                && type == that.type
                && dimensions.equals(that.dimensions)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return name + " " + type.spelling() + dimensions;
    }
}
