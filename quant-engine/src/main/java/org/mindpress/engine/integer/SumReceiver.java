package org.mindpress.engine.integer;

/** Where a {@link ConvolutionKernel} puts its sums, while they are still in the processor's cache. */
@FunctionalInterface
public interface SumReceiver {
    /**
     * Takes the sums of neighbouring positions of one output channel; each position comes once. Called by several threads at the same
     * time for different positions.
     *
     * @param image index of the image
     * @param channel output channel
     * @param position first of the positions, row times output width plus column
     * @param sums holds them; may be left in any state
     * @param start where they begin in {@code sums}
     * @param count how many, at least 1
     */
    void take(int image, int channel, int position, int[] sums, int start, int count);

    /**
     * Keeps every sum.
     *
     * @param map receives [images, outputChannels, outputHeight, outputWidth]
     */
    static SumReceiver into(int[] map, ConvolutionGeometry geometry) {
        return (image, channel, position, sums, start, count) -> {
            int plane = image * geometry.outputChannels() + channel;
            System.arraycopy(sums, start, map, plane * geometry.outputArea() + position, count);
        };
    }
}
