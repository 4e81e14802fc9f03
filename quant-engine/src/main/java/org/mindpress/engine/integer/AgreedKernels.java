package org.mindpress.engine.integer;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a kernel for each convolution: the first that agrees with the plain one on random codes. A kernel that does not agree is
 * dropped with a warning, so a miscompiled or inexact library costs speed, never bits.
 */
final class AgreedKernels {
    private static final Logger LOGGER = LoggerFactory.getLogger(AgreedKernels.class);
    private static final int IMAGES = 2;
    private static final int SAMPLES = 4000;
    private static final long SEED = 20251;

    private final List<ConvolutionKernel.Factory> factories;

    AgreedKernels(List<ConvolutionKernel.Factory> factories) {
        this.factories = List.copyOf(factories);
    }

    ConvolutionKernel choose(String layer, Convolution convolution) {
        PlainConvolutionKernel plain = new PlainConvolutionKernel(convolution);
        for (ConvolutionKernel.Factory factory : factories) {
            Optional<ConvolutionKernel> kernel = factory.create(convolution);
            if (kernel.isPresent()) {
                if (agrees(plain, kernel.get(), convolution.geometry())) {
                    return kernel.get();
                }
                LOGGER.warn(
                        "convolution {}: the kernel '{}' does not agree with the plain one for {} and is not used",
                        layer,
                        factory.name(),
                        convolution.geometry());
            }
        }
        return plain;
    }

    /** Compares all sums of a small map and a sample of a large one. */
    private static boolean agrees(
            PlainConvolutionKernel plain, ConvolutionKernel kernel, ConvolutionGeometry geometry) {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] codes = new byte[IMAGES * geometry.inputElements()];
        random.nextBytes(codes);
        int[] sums = new int[IMAGES * geometry.outputElements()];
        kernel.accumulate(codes, IMAGES, SumReceiver.into(sums, geometry));
        boolean all = sums.length <= SAMPLES;
        for (int i = 0; i < Math.min(sums.length, SAMPLES); i++) {
            int index = all ? i : random.nextInt(sums.length);
            if (sums[index] != plain.sum(codes, index)) {
                return false;
            }
        }
        return true;
    }
}
