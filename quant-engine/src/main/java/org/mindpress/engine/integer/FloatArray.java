package org.mindpress.engine.integer;

import java.util.Arrays;

/** Float32 numbers that cannot change. */
final class FloatArray {
    private final float[] values;

    FloatArray(float... values) {
        this.values = values.clone();
    }

    int length() {
        return values.length;
    }

    float get(int index) {
        return values[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatArray array && Arrays.equals(values, array.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
