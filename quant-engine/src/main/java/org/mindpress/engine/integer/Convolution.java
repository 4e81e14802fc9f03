package org.mindpress.engine.integer;

/** One integer convolution: geometry, zero points, weight codes and int32 bias. Immutable and thread-safe; scales are not its business. */
public final class Convolution {
    private final ConvolutionGeometry geometry;
    private final int inputZeroPoint;
    private final int[] taps;
    private final int[] bias;

    /**
     * Checks the sizes and subtracts the weight zero points once.
     *
     * @param geometry sizes
     * @param inputZeroPoint code of real 0 in the input; padding holds it
     * @param weights codes in OIHW order, I being the inputs of one group
     * @param weightZeroPoints one for all output channels or one for each
     * @param bias int32, one for each output channel
     */
    public Convolution(
            ConvolutionGeometry geometry, int inputZeroPoint, byte[] weights, int[] weightZeroPoints, int[] bias) {
        int channels = geometry.outputChannels();
        int count = geometry.taps();
        if (weights.length != channels * count
                || bias.length != channels
                || (weightZeroPoints.length != 1 && weightZeroPoints.length != channels)) {
            throw new IllegalArgumentException("size mismatch: weights=" + weights.length + " (expected "
                    + channels * count + "), bias=" + bias.length + " (expected " + channels + "), weight zero points="
                    + weightZeroPoints.length + " (expected 1 or " + channels + ")");
        }
        this.geometry = geometry;
        this.inputZeroPoint = inputZeroPoint;
        this.bias = bias.clone();
        this.taps = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            taps[i] = weights[i] - weightZeroPoints[weightZeroPoints.length == 1 ? 0 : i / count];
        }
    }

    /** Sizes. */
    public ConvolutionGeometry geometry() {
        return geometry;
    }

    /** Code of real 0 in the input. */
    public int inputZeroPoint() {
        return inputZeroPoint;
    }

    /**
     * Weight code less its zero point, in [-255, 255].
     *
     * @param outputChannel output channel
     * @param tap index in [0, geometry.taps()) in the order input of the group, kernel row, kernel column
     */
    public int tap(int outputChannel, int tap) {
        return taps[outputChannel * geometry.taps() + tap];
    }

    /** Int32 bias of an output channel. */
    public int bias(int outputChannel) {
        return bias[outputChannel];
    }

    /** Largest absolute value of an input code less its zero point. */
    public int largestInput() {
        return Math.max(inputZeroPoint - LiteArithmetic.CODE_MINIMUM, LiteArithmetic.CODE_MAXIMUM - inputZeroPoint);
    }
}
