package org.mindpress.engine.mindir;

import java.util.Locale;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * What the verification file of a model splits, because float32 would not hold its sums.
 *
 * @param channels whose sums can reach 2^24
 * @param convolutions that have such a channel; all of their channels are split
 */
public record SplitChannels(int channels, int convolutions) {
    /** Counts over all int8 convolutions of a model. */
    public static SplitChannels of(QuantizedModel model) {
        int channels = 0;
        int convolutions = 0;
        for (QuantizationGroup group : model.plan().integerConvolutions()) {
            QuantizedConvolution numbers = model.convolution(group.layer());
            QuantizationParameters input = model.inputParametersOf(group.layer(), 0);
            int beyond = new ConvolutionSplit(
                            numbers.weight().codes(), numbers.biasCodes(input.scale()), input.zeroPoint())
                    .channelsBeyond();
            channels += beyond;
            convolutions += beyond > 0 ? 1 : 0;
        }
        return new SplitChannels(channels, convolutions);
    }

    /** {@code ordinary operators}, and what is split. */
    public String describe() {
        String operators = "ordinary operators";
        return channels == 0
                ? operators
                : String.format(
                        Locale.ROOT,
                        "%s; %,d channels beyond 2^24 in %d split convolution%s",
                        operators,
                        channels,
                        convolutions,
                        convolutions == 1 ? "" : "s");
    }
}
