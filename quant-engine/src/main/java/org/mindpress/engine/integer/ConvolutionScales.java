package org.mindpress.engine.integer;

import org.mindpress.engine.quant.QuantizationParameters;

/**
 * The scales around a convolution.
 *
 * @param input parameters of the input
 * @param weights one scale for all output channels or one for each
 * @param output parameters of the output
 */
record ConvolutionScales(QuantizationParameters input, FloatArray weights, QuantizationParameters output) {

    float weightScale(int channel) {
        return weights.get(weights.length() == 1 ? 0 : channel);
    }

    FixedPointMultiplier[] multipliers(int channels) {
        FixedPointMultiplier[] multipliers = new FixedPointMultiplier[channels];
        for (int channel = 0; channel < channels; channel++) {
            multipliers[channel] =
                    LiteArithmetic.convolutionMultiplier(input.scale(), weightScale(channel), output.scale());
        }
        return multipliers;
    }

    /** Int32 bias codes. */
    int[] biasCodes(FloatArray bias) {
        int[] codes = new int[bias.length()];
        for (int channel = 0; channel < codes.length; channel++) {
            codes[channel] = LiteArithmetic.biasCode(bias.get(channel), input.scale(), weightScale(channel));
        }
        return codes;
    }
}
