package org.mindpress.engine.quant;

import java.util.Arrays;

/**
 * The final numbers of one convolution: weight codes and scales, and the float32 bias whose int32 codes are exact
 * ({@link BiasQuantizer#canonical}). Immutable; equal when all bits are equal.
 */
public final class QuantizedConvolution {
    private final WeightCodes weight;
    private final float[] bias;

    private QuantizedConvolution(WeightCodes weight, float[] bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** Copies; one bias per output channel. */
    public static QuantizedConvolution of(WeightCodes weight, float[] bias) {
        if (bias.length == 0 || weight.size() % bias.length != 0) {
            throw new IllegalArgumentException(
                    "channel count mismatch: weight codes=" + weight.size() + ", bias=" + bias.length);
        }
        return new QuantizedConvolution(weight, bias.clone());
    }

    public WeightCodes weight() {
        return weight;
    }

    /** A copy of the float32 bias, one per output channel. */
    public float[] bias() {
        return bias.clone();
    }

    public int outputChannels() {
        return bias.length;
    }

    /** The int32 bias codes for the scale of the convolution's input. */
    public int[] biasCodes(float inputScale) {
        int[] codes = new int[bias.length];
        for (int channel = 0; channel < codes.length; channel++) {
            codes[channel] = BiasQuantizer.code(bias[channel], inputScale, weight.scale(channel));
        }
        return codes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantizedConvolution that
                && weight.equals(that.weight)
                && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return 31 * weight.hashCode() + Arrays.hashCode(bias);
    }

    @Override
    public String toString() {
        return weight + " with " + bias.length + " biases";
    }
}
