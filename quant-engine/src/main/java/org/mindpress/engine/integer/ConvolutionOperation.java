package org.mindpress.engine.integer;

import java.util.Arrays;
import java.util.List;

/** Convolution with fused bias and activation: int32 sums, then one multiplier per output channel. MatMul is one with a 1x1 window. */
final class ConvolutionOperation implements Operation {
    private final ConvolutionGeometry geometry;
    private final ConvolutionKernel kernel;
    private final Requantization[] channels;

    ConvolutionOperation(
            ConvolutionGeometry geometry, ConvolutionKernel kernel, ConvolutionScales scales, Activation activation) {
        this.geometry = geometry;
        this.kernel = kernel;
        CodeRange range = activation.range(scales.output());
        this.channels = Arrays.stream(scales.multipliers(geometry.outputChannels()))
                .map(factor -> new Requantization(factor, scales.output().zeroPoint(), range))
                .toArray(Requantization[]::new);
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] output = new byte[images * geometry.outputElements()];
        SumReceiver receiver = (image, channel, position, sums, start, count) -> {
            int target = (image * channels.length + channel) * geometry.outputArea() + position;
            channels[channel].run(sums, start, output, target, count);
        };
        kernel.accumulate(inputs.get(0), images, receiver, workers);
        return output;
    }
}
