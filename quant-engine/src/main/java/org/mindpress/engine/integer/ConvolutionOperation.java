package org.mindpress.engine.integer;

import java.util.List;

/** Convolution with fused bias and activation: int32 sums, then one multiplier per output channel. MatMul is one with a 1x1 window. */
final class ConvolutionOperation implements Operation {
    private final ConvolutionGeometry geometry;
    private final ConvolutionKernel kernel;
    private final FixedPointMultiplier[] multipliers;
    private final int outputZeroPoint;
    private final CodeRange range;

    ConvolutionOperation(
            ConvolutionGeometry geometry, ConvolutionKernel kernel, ConvolutionScales scales, Activation activation) {
        this.geometry = geometry;
        this.kernel = kernel;
        this.multipliers = scales.multipliers(geometry.outputChannels());
        this.outputZeroPoint = scales.output().zeroPoint();
        this.range = activation.range(scales.output());
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        int[] sums = new int[images * geometry.outputElements()];
        kernel.accumulate(inputs.get(0), images, sums, workers);
        byte[] output = new byte[sums.length];
        int area = geometry.outputArea();
        workers.split(images * geometry.outputChannels(), (start, end) -> {
            for (int plane = start; plane < end; plane++) {
                requantize(sums, output, plane * area, area, multipliers[plane % geometry.outputChannels()]);
            }
        });
        return output;
    }

    private void requantize(int[] sums, byte[] output, int start, int count, FixedPointMultiplier factor) {
        int multiplier = factor.multiplier();
        int left = factor.leftShift();
        int right = factor.rightShift();
        int low = range.low();
        int high = range.high();
        int zero = outputZeroPoint;
        for (int i = start; i < start + count; i++) {
            int product = LiteArithmetic.highMultiply(sums[i] << left, multiplier);
            int code = LiteArithmetic.roundingShift(product, right) + zero;
            output[i] = (byte) Math.max(low, Math.min(high, code));
        }
    }
}
