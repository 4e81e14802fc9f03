package org.mindpress.engine.integer;

import java.util.ArrayList;
import java.util.List;

/**
 * How an {@link IntegerModel} executes. Only form and input tail change bits; threads and kernels never do.
 *
 * @param form which native build to follow
 * @param separateInputTail whether the last {@code n % 32} input elements are rounded twice, as the ARM64 build does
 * @param threads at least 1; they compute several images at the same time, or share the work of one
 * @param kernels convolution kernels in order of preference; the plain one is always there
 */
public record IntegerOptions(
        KernelForm form, boolean separateInputTail, int threads, List<ConvolutionKernel.Factory> kernels) {
    /** Copies the kernels and refuses fewer than one thread. */
    public IntegerOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        kernels = List.copyOf(kernels);
    }

    /** The product's reference: ARM form, fused input cast, one thread, fast Java kernels. */
    public static IntegerOptions defaults() {
        return new IntegerOptions(KernelForm.ARM, false, 1, List.of(new FastConvolutionKernel.Factory()));
    }

    /** The same with another form. */
    public IntegerOptions withForm(KernelForm other) {
        return new IntegerOptions(other, separateInputTail, threads, kernels);
    }

    /** The same with or without the tail of the ARM64 input cast. */
    public IntegerOptions withSeparateInputTail(boolean separate) {
        return new IntegerOptions(form, separate, threads, kernels);
    }

    /** The same with another number of threads. */
    public IntegerOptions withThreads(int count) {
        return new IntegerOptions(form, separateInputTail, count, kernels);
    }

    /** The same with convolution kernels of one more kind, tried before the others. */
    public IntegerOptions preferring(ConvolutionKernel.Factory first) {
        List<ConvolutionKernel.Factory> all = new ArrayList<>(kernels);
        all.add(0, first);
        return withKernels(all);
    }

    /** The same with other convolution kernels; with none the plain one computes everything, slowly. */
    public IntegerOptions withKernels(List<ConvolutionKernel.Factory> others) {
        return new IntegerOptions(form, separateInputTail, threads, others);
    }
}
