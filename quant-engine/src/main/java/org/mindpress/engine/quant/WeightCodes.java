package org.mindpress.engine.quant;

import java.util.Arrays;

/**
 * A weight in int8: codes in the weight's own order, one output channel after the other, and one scale (per tensor) or one per output
 * channel. Zero points are 0. Immutable; equal when all bits are equal.
 */
public final class WeightCodes {
    private final byte[] codes;
    private final float[] scales;

    private WeightCodes(byte[] codes, float[] scales) {
        this.codes = codes;
        this.scales = scales;
    }

    /** Copies; scales must be positive and normal, one or as many as divide the codes evenly. */
    public static WeightCodes of(byte[] codes, float[] scales) {
        if (scales.length == 0 || codes.length % scales.length != 0) {
            throw new IllegalArgumentException(
                    "scale count mismatch: codes=" + codes.length + ", scales=" + scales.length);
        }
        for (float scale : scales) {
            if (!(scale >= Float.MIN_NORMAL) || Float.isInfinite(scale)) {
                throw new IllegalArgumentException("weight scales must be positive, normal float32: scale=" + scale);
            }
        }
        return new WeightCodes(codes.clone(), scales.clone());
    }

    public byte[] codes() {
        return codes.clone();
    }

    public float[] scales() {
        return scales.clone();
    }

    public int size() {
        return codes.length;
    }

    public byte code(int index) {
        return codes[index];
    }

    /** The scale of an output channel. */
    public float scale(int channel) {
        return scales.length == 1 ? scales[0] : scales[channel];
    }

    public Granularity granularity() {
        return scales.length == 1 ? Granularity.PER_TENSOR : Granularity.PER_CHANNEL;
    }

    /** The real weights {@code code * scale} in float32. */
    public float[] real(int outputChannels) {
        float[] values = new float[codes.length];
        int row = codes.length / outputChannels;
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i] * scale(i / row);
        }
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeightCodes that
                && Arrays.equals(codes, that.codes)
                && Arrays.equals(scales, that.scales);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(codes) + Arrays.hashCode(scales);
    }

    @Override
    public String toString() {
        return "int8[" + codes.length + "] with " + scales.length + " scales";
    }
}
