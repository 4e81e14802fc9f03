package org.mindpress.engine.train;

import java.util.Arrays;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.WeightCodes;
import org.mindpress.engine.quant.WeightQuantizer;

/**
 * The grid of one convolution's weight in training: that of the weight after folding. With the gain g of each output channel, taken from
 * the running statistics before a step, the codes are those of {@code g * W} and the convolution computes with {@code code * scale / g}.
 * Channels whose gain is dead get codes 0. Confined to the training thread.
 */
final class WeightGrid {
    private final WeightQuantizer quantizer;
    private double[] gains;
    private final boolean isFloat;
    private boolean enabled = true;

    /**
     * A grid with all gains 1, for convolutions without batch normalisation.
     *
     * @param quantizer granularity and bits
     * @param outputChannels number of rows of the weight
     */
    WeightGrid(WeightQuantizer quantizer, int outputChannels) {
        this(quantizer, outputChannels, false);
    }

    private WeightGrid(WeightQuantizer quantizer, int outputChannels, boolean isFloat) {
        this.quantizer = quantizer;
        this.isFloat = isFloat;
        gains = new double[outputChannels];
        Arrays.fill(gains, 1);
    }

    /** The grid that a layer's settings ask for; that of a float island is never enabled. */
    static WeightGrid of(LayerSettings settings, int outputChannels) {
        return settings.isFloat()
                ? new WeightGrid(WeightQuantizer.of(LayerSettings.DEFAULT), outputChannels, true)
                : new WeightGrid(WeightQuantizer.of(settings), outputChannels);
    }

    boolean enabled() {
        return enabled && !isFloat;
    }

    /** Off: the convolution computes with its float weights. */
    void enable(boolean on) {
        enabled = on;
    }

    /** Sets the gains that hold from now on. */
    void gains(double[] values) {
        if (values.length != gains.length) {
            throw new IllegalArgumentException(
                    "gain count mismatch: channels=" + gains.length + ", gains=" + values.length);
        }
        gains = values.clone();
    }

    /** The codes of the folded weight; {@code weight} holds one output channel after the other. */
    WeightCodes codes(float[] weight) {
        float[] folded = new float[weight.length];
        int row = weight.length / gains.length;
        for (int i = 0; i < folded.length; i++) {
            folded[i] = BatchNormalizationFolding.foldedWeight(weight[i], gains[i / row]);
        }
        return quantizer.quantize(folded, gains.length);
    }

    /** The weight that the convolution computes with, unfolded. */
    float[] round(float[] weight) {
        WeightCodes codes = codes(weight);
        float[] rounded = new float[weight.length];
        int row = weight.length / gains.length;
        for (int channel = 0; channel < gains.length; channel++) {
            double gain = gains[channel];
            boolean dead = Math.abs(gain) < BatchNormalizationFolding.SMALLEST_GAIN;
            float step = dead ? 0f : (float) (codes.scale(channel) / gain);
            for (int i = channel * row; i < (channel + 1) * row; i++) {
                rounded[i] = codes.code(i) * step;
            }
        }
        return rounded;
    }
}
