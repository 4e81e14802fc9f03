package org.mindpress.engine.graph;

import java.util.Arrays;
import java.util.List;

/**
 * An immutable float32 constant with its shape, row-major: a weight {@code [out, in / group, height, width]}, a bias {@code [out]}.
 * Two tensors are equal when shapes and all bits are equal.
 */
public final class FloatTensor {
    private final List<Integer> dimensions;
    private final float[] values;

    private FloatTensor(List<Integer> dimensions, float[] values) {
        this.dimensions = dimensions;
        this.values = values;
    }

    /** Copies the values; their number must be the product of the dimensions. */
    public static FloatTensor of(List<Integer> dimensions, float... values) {
        long expected = 1;
        for (int size : dimensions) {
            expected *= size;
        }
        if (expected != values.length) {
            throw new IllegalArgumentException("element count mismatch: dimensions=" + dimensions + " want " + expected
                    + " values, got " + values.length);
        }
        return new FloatTensor(List.copyOf(dimensions), values.clone());
    }

    /** A one-dimensional tensor. */
    public static FloatTensor vector(float... values) {
        return of(List.of(values.length), values);
    }

    public List<Integer> dimensions() {
        return dimensions;
    }

    public int dimension(int axis) {
        return dimensions.get(axis);
    }

    public int size() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    /** A copy of the values in row-major order. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatTensor that
                && dimensions.equals(that.dimensions)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * dimensions.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "float32" + dimensions;
    }
}
