package org.mindpress.engine.mindir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A tensor with its data: immutable, little endian, in C order. Accessors hand out copies. */
public final class TensorData {
    private final TensorType type;
    private final byte[] bytes;

    private TensorData(TensorType type, byte[] bytes) {
        if (bytes.length != type.sizeBytes()) {
            throw new IllegalArgumentException(
                    "raw data of " + type + ": " + bytes.length + " bytes, expected " + type.sizeBytes());
        }
        this.type = type;
        this.bytes = bytes;
    }

    /** A tensor of raw little-endian bytes, whose number must fit the type. */
    public static TensorData ofBytes(TensorType type, byte[] bytes) {
        return new TensorData(type, bytes.clone());
    }

    /** An int8 tensor. */
    public static TensorData ofInt8(List<Integer> shape, byte[] values) {
        return ofBytes(new TensorType(ElementType.INT8, shape), values);
    }

    /** A float32 tensor. */
    public static TensorData ofFloats(List<Integer> shape, float... values) {
        byte[] bytes = new byte[values.length * 4];
        little(bytes).asFloatBuffer().put(values);
        return new TensorData(new TensorType(ElementType.FLOAT32, shape), bytes);
    }

    /** A float64 tensor. */
    public static TensorData ofDoubles(List<Integer> shape, double... values) {
        byte[] bytes = new byte[values.length * 8];
        little(bytes).asDoubleBuffer().put(values);
        return new TensorData(new TensorType(ElementType.FLOAT64, shape), bytes);
    }

    /** An int32 tensor. */
    public static TensorData ofIntegers(List<Integer> shape, int... values) {
        byte[] bytes = new byte[values.length * 4];
        little(bytes).asIntBuffer().put(values);
        return new TensorData(new TensorType(ElementType.INT32, shape), bytes);
    }

    /** An int64 tensor. */
    public static TensorData ofLongs(List<Integer> shape, long... values) {
        byte[] bytes = new byte[values.length * 8];
        little(bytes).asLongBuffer().put(values);
        return new TensorData(new TensorType(ElementType.INT64, shape), bytes);
    }

    public TensorType type() {
        return type;
    }

    /** The raw little-endian bytes; for an int8 tensor these are its elements. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The elements of a float32 tensor. */
    public float[] floats() {
        require(ElementType.FLOAT32);
        float[] values = new float[bytes.length / 4];
        little(bytes).asFloatBuffer().get(values);
        return values;
    }

    /** The elements of a float64 tensor. */
    public double[] doubles() {
        require(ElementType.FLOAT64);
        double[] values = new double[bytes.length / 8];
        little(bytes).asDoubleBuffer().get(values);
        return values;
    }

    /** The elements of an int32 tensor. */
    public int[] integers() {
        require(ElementType.INT32);
        int[] values = new int[bytes.length / 4];
        little(bytes).asIntBuffer().get(values);
        return values;
    }

    /** The elements of an int64 tensor. */
    public long[] longs() {
        require(ElementType.INT64);
        long[] values = new long[bytes.length / 8];
        little(bytes).asLongBuffer().get(values);
        return values;
    }

    private void require(ElementType expected) {
        if (type.elementType() != expected) {
            throw new IllegalArgumentException("tensor of type " + type + " read as " + expected);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorData that && type.equals(that.type) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
