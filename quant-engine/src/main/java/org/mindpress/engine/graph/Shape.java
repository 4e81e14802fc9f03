package org.mindpress.engine.graph;

import java.util.List;

/**
 * Shape of one image's tensor, without the batch axis: {@code [channels, height, width]} for a feature map, {@code [classes]} for
 * logits. The batch axis is always the leading one and always dynamic.
 *
 * @param dimensions sizes, all positive
 */
public record Shape(List<Integer> dimensions) {

    public Shape {
        dimensions = List.copyOf(dimensions);
        for (int size : dimensions) {
            if (size <= 0) {
                throw new IllegalArgumentException("sizes must be positive: shape=" + dimensions);
            }
        }
    }

    public static Shape of(int... dimensions) {
        return new Shape(java.util.Arrays.stream(dimensions).boxed().toList());
    }

    /** Number of elements of one image; {@link ArithmeticException} beyond 2^31 - 1. */
    public int elements() {
        int product = 1;
        for (int size : dimensions) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    public boolean isMap() {
        return dimensions.size() == 3;
    }

    public int channels() {
        return dimensions.get(0);
    }

    /** Height of a feature map. */
    public int height() {
        return map(1);
    }

    /** Width of a feature map. */
    public int width() {
        return map(2);
    }

    private int map(int axis) {
        if (!isMap()) {
            throw new IllegalArgumentException("not a feature map [channels, height, width]: shape=" + dimensions);
        }
        return dimensions.get(axis);
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
