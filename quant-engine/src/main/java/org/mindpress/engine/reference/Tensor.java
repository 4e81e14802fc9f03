package org.mindpress.engine.reference;

import java.util.List;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.TensorData;

/**
 * A tensor in memory, C order, one case per element type. Inside the package operators read the arrays directly; outside,
 * tensors are read-only.
 */
public abstract sealed class Tensor {
    private final List<Integer> shape;
    private final int elements;

    private Tensor(List<Integer> shape, int elements) {
        this.shape = List.copyOf(shape);
        this.elements = elements;
        int product = 1;
        for (int size : shape) {
            product = Math.multiplyExact(product, size);
        }
        if (product != elements) {
            throw new IllegalArgumentException("shape " + shape + " has " + product + " elements, found " + elements);
        }
    }

    /** Sizes, the batch first. */
    public final List<Integer> shape() {
        return shape;
    }

    /** Number of elements. */
    public final int elements() {
        return elements;
    }

    final int size(int axis) {
        return shape.get(axis);
    }

    /** The type of the elements. */
    public abstract ElementType elementType();

    /** One element as a double; whole numbers beyond 2^53 are rounded. */
    public abstract double at(int index);

    /** One element as a long: floating-point numbers are truncated toward zero. */
    public abstract long wholeAt(int index);

    /** The tensor of a parameter or constant. */
    static Tensor of(TensorData data) {
        List<Integer> shape = data.type().shape();
        return switch (data.type().elementType()) {
            case FLOAT32 -> new Float32(shape, data.floats());
            case FLOAT64 -> new Float64(shape, data.doubles());
            case INT64 -> new Int64(shape, data.longs());
            case INT32 -> new Int32(shape, data.integers());
            case INT8 -> new Int8(shape, data.bytes());
            default ->
                throw new IllegalArgumentException(
                        "tensors of type " + data.type().elementType() + " are not interpreted");
        };
    }

    @Override
    public final String toString() {
        return elementType() + shape.toString();
    }

    /** float32 elements. */
    public static final class Float32 extends Tensor {
        final float[] values;

        Float32(List<Integer> shape, float[] values) {
            super(shape, values.length);
            this.values = values;
        }

        /** A copy of the elements. */
        public float[] values() {
            return values.clone();
        }

        @Override
        public ElementType elementType() {
            return ElementType.FLOAT32;
        }

        @Override
        public double at(int index) {
            return values[index];
        }

        @Override
        public long wholeAt(int index) {
            return (long) values[index];
        }
    }

    /** float64 elements. */
    public static final class Float64 extends Tensor {
        final double[] values;

        Float64(List<Integer> shape, double[] values) {
            super(shape, values.length);
            this.values = values;
        }

        @Override
        public ElementType elementType() {
            return ElementType.FLOAT64;
        }

        @Override
        public double at(int index) {
            return values[index];
        }

        @Override
        public long wholeAt(int index) {
            return (long) values[index];
        }
    }

    /** int64 elements. */
    public static final class Int64 extends Tensor {
        final long[] values;

        Int64(List<Integer> shape, long[] values) {
            super(shape, values.length);
            this.values = values;
        }

        @Override
        public ElementType elementType() {
            return ElementType.INT64;
        }

        @Override
        public double at(int index) {
            return (double) values[index];
        }

        @Override
        public long wholeAt(int index) {
            return values[index];
        }
    }

    /** int32 elements. */
    public static final class Int32 extends Tensor {
        final int[] values;

        Int32(List<Integer> shape, int[] values) {
            super(shape, values.length);
            this.values = values;
        }

        @Override
        public ElementType elementType() {
            return ElementType.INT32;
        }

        @Override
        public double at(int index) {
            return values[index];
        }

        @Override
        public long wholeAt(int index) {
            return values[index];
        }
    }

    /** int8 elements. */
    public static final class Int8 extends Tensor {
        final byte[] values;

        Int8(List<Integer> shape, byte[] values) {
            super(shape, values.length);
            this.values = values;
        }

        /** A copy of the elements. */
        public byte[] values() {
            return values.clone();
        }

        @Override
        public ElementType elementType() {
            return ElementType.INT8;
        }

        @Override
        public double at(int index) {
            return values[index];
        }

        @Override
        public long wholeAt(int index) {
            return values[index];
        }
    }

    /** Truth values. */
    public static final class Bool extends Tensor {
        final boolean[] values;

        Bool(List<Integer> shape, boolean[] values) {
            super(shape, values.length);
            this.values = values;
        }

        @Override
        public ElementType elementType() {
            return ElementType.BOOL;
        }

        @Override
        public double at(int index) {
            return values[index] ? 1 : 0;
        }

        @Override
        public long wholeAt(int index) {
            return values[index] ? 1 : 0;
        }
    }
}
