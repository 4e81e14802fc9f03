package org.mindpress.engine.mindir;

import java.util.List;

/**
 * Element type and shape of a tensor, without its data.
 *
 * @param elementType the type of every element
 * @param shape sizes from the outermost axis on; empty for a scalar; −1 where a file leaves a size open
 */
public record TensorType(ElementType elementType, List<Integer> shape) {

    /** Copies the shape and refuses sizes below −1. */
    public TensorType {
        shape = List.copyOf(shape);
        for (int size : shape) {
            if (size < -1) {
                throw new IllegalArgumentException("shape " + shape + " has a size below -1");
            }
        }
    }

    /** A float32 tensor type. */
    public static TensorType float32(Integer... shape) {
        return new TensorType(ElementType.FLOAT32, List.of(shape));
    }

    /** Number of elements; refuses a shape with an open size, and one beyond 2^31 − 1 elements. */
    public int elements() {
        long product = 1;
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + shape + " leaves a size open");
            }
            product *= size;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + shape + " has more than 2^31 - 1 elements");
            }
        }
        return (int) product;
    }

    /** Bytes of raw data such a tensor has. */
    public long sizeBytes() {
        return (long) elements() * elementType.sizeBytes();
    }

    /** The size of one axis, counted from 0. */
    public int size(int axis) {
        return shape.get(axis);
    }

    @Override
    public String toString() {
        return elementType + shape.toString();
    }
}
