package org.mindpress.engine.importer;

import java.util.List;

/** Reorders weights. */
final class WeightOrder {
    private WeightOrder() {}

    /**
     * An array with its axes in another order.
     *
     * @param sizes of the four axes of {@code values}
     * @param axes which axis of {@code values} comes first, second, …
     */
    static float[] permuted(float[] values, List<Integer> sizes, int... axes) {
        int[] strides = {sizes.get(1) * sizes.get(2) * sizes.get(3), sizes.get(2) * sizes.get(3), sizes.get(3), 1};
        float[] moved = new float[values.length];
        int next = 0;
        for (int a = 0; a < sizes.get(axes[0]); a++) {
            for (int b = 0; b < sizes.get(axes[1]); b++) {
                for (int c = 0; c < sizes.get(axes[2]); c++) {
                    int start = a * strides[axes[0]] + b * strides[axes[1]] + c * strides[axes[2]];
                    for (int d = 0; d < sizes.get(axes[3]); d++) {
                        moved[next++] = values[start + d * strides[axes[3]]];
                    }
                }
            }
        }
        return moved;
    }

    /** A matrix {@code [rows, columns]} as {@code [columns, rows]}. */
    static float[] transposed(float[] values, int rows, int columns) {
        return permuted(values, List.of(1, 1, rows, columns), 0, 1, 3, 2);
    }
}
