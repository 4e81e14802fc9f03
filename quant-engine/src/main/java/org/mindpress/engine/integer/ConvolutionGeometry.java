package org.mindpress.engine.integer;

/**
 * Sizes of a two-dimensional convolution over NCHW maps. Output channel c of group g = c / (outputChannels / groups) reads the input
 * channels [g * groupInputs, (g + 1) * groupInputs).
 *
 * @param inputChannels channels of the input map
 * @param outputChannels channels of the output map
 * @param groups groups; equal to both channel counts for a depthwise convolution
 * @param vertical window along the rows
 * @param horizontal window along the columns
 */
public record ConvolutionGeometry(
        int inputChannels, int outputChannels, int groups, WindowAxis vertical, WindowAxis horizontal) {
    /** Refuses channel counts that the groups do not divide, and maps of more than 2^31 elements. */
    public ConvolutionGeometry {
        if (inputChannels < 1 || outputChannels < 1 || groups < 1) {
            throw new IllegalArgumentException("channels and groups must be positive, got inputChannels="
                    + inputChannels + ", outputChannels=" + outputChannels + ", groups=" + groups);
        }
        if (inputChannels % groups != 0 || outputChannels % groups != 0) {
            throw new IllegalArgumentException("groups must divide the channels, got inputChannels=" + inputChannels
                    + ", outputChannels=" + outputChannels + ", groups=" + groups);
        }
        Math.multiplyExact(outputChannels, Math.multiplyExact(vertical.output(), horizontal.output()));
        Math.multiplyExact(inputChannels, Math.multiplyExact(padded(vertical), padded(horizontal)));
    }

    private static int padded(WindowAxis axis) {
        return Math.addExact(axis.input(), Math.addExact(axis.before(), axis.after()));
    }

    /** Input channels that one output channel reads. */
    public int groupInputs() {
        return inputChannels / groups;
    }

    /** Output channels of one group. */
    public int groupOutputs() {
        return outputChannels / groups;
    }

    /** First input channel that an output channel reads. */
    public int firstInput(int outputChannel) {
        return outputChannel / groupOutputs() * groupInputs();
    }

    /** Products in one sum: group inputs times kernel area. */
    public int taps() {
        return groupInputs() * vertical.kernel() * horizontal.kernel();
    }

    /** Elements of the input map of one image. */
    public int inputElements() {
        return inputChannels * vertical.input() * horizontal.input();
    }

    /** Elements of the output map of one image. */
    public int outputElements() {
        return outputChannels * outputArea();
    }

    /** Elements of one output plane. */
    public int outputArea() {
        return vertical.output() * horizontal.output();
    }
}
