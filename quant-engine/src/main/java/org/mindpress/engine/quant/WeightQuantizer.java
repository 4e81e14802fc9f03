package org.mindpress.engine.quant;

/**
 * Symmetric weight quantisation: {@code s = (float) (T / limit)}, {@code code = clamp(halfAway(w / s), -limit, limit)} in double, with
 * T the largest magnitude of the channel or of the whole weight. Weights are the folded ones.
 */
public final class WeightQuantizer {
    private final Granularity granularity;
    private final int limit;

    public WeightQuantizer(Granularity granularity, int limit) {
        if (limit < 1 || limit > 127) {
            throw new IllegalArgumentException("the largest code must lie in [1, 127]: limit=" + limit);
        }
        this.granularity = granularity;
        this.limit = limit;
    }

    /** The quantiser that a layer's settings ask for. */
    public static WeightQuantizer of(LayerSettings settings) {
        return new WeightQuantizer(settings.granularity(), settings.largestWeightCode());
    }

    /** The scale of a tensor or channel whose largest magnitude is {@code largest}; at least {@code smallest}. */
    public static float scale(float largest, int limit, float smallest) {
        return Math.max((float) ((double) largest / limit), Math.max(smallest, Float.MIN_NORMAL));
    }

    /** Quantises without a lower limit on scales. */
    public WeightCodes quantize(float[] weights, int outputChannels) {
        return quantize(weights, outputChannels, new float[outputChannels]);
    }

    /**
     * Quantises.
     *
     * @param weights folded, one output channel after the other, finite
     * @param outputChannels number of rows
     * @param smallestScales per channel: a scale is never below it, so that the bias code stays below 2^29 (rule L13)
     */
    public WeightCodes quantize(float[] weights, int outputChannels, float[] smallestScales) {
        int row = weights.length / outputChannels;
        float[] largest = new float[outputChannels];
        float overall = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!Float.isFinite(weights[i])) {
                throw new IllegalArgumentException("weight " + i + " is not finite: " + weights[i]);
            }
            largest[i / row] = Math.max(largest[i / row], Math.abs(weights[i]));
            overall = Math.max(overall, largest[i / row]);
        }
        float[] scales = new float[granularity == Granularity.PER_TENSOR ? 1 : outputChannels];
        for (int channel = 0; channel < outputChannels; channel++) {
            if (granularity == Granularity.PER_TENSOR) {
                scales[0] = Math.max(scales[0], scale(overall, limit, smallestScales[channel]));
            } else {
                // a channel without weights gets the layer's largest scale
                scales[channel] =
                        scale(largest[channel] == 0 ? overall : largest[channel], limit, smallestScales[channel]);
            }
        }
        byte[] codes = new byte[weights.length];
        for (int i = 0; i < codes.length; i++) {
            double scale = scales[scales.length == 1 ? 0 : i / row];
            codes[i] = (byte) Rounding.halfAwayClamped(weights[i] / scale, -limit, limit);
        }
        return WeightCodes.of(codes, scales);
    }
}
