package org.mindpress.engine.integer;

import java.util.Optional;

/** Computes the int32 sums of one {@link Convolution}. Implementations are thread-safe and agree in every bit. */
public interface ConvolutionKernel {
    /**
     * Hands over bias plus the sum over the taps inside the image of (code - input zero point) * (weight - weight zero point), modulo
     * 2^32, for every output of every image.
     *
     * @param codes input codes [images, inputChannels, height, width]; not changed
     * @param images number of images, at least 1
     * @param receiver gets the sums, in any order
     * @param workers threads that may share the work
     */
    void accumulate(byte[] codes, int images, SumReceiver receiver, Workers workers);

    /** The same on the calling thread alone. */
    default void accumulate(byte[] codes, int images, SumReceiver receiver) {
        try (Workers alone = Workers.single()) {
            accumulate(codes, images, receiver, alone);
        }
    }

    /** Makes kernels of one kind. */
    interface Factory {
        /** Name for messages. */
        String name();

        /** A kernel for the convolution, or empty if this kind cannot compute it exactly or gains nothing. */
        Optional<ConvolutionKernel> create(Convolution convolution);
    }
}
