package org.mindpress.engine.integer;

import org.mindpress.engine.mindir.Window;

/**
 * One axis of a sliding window.
 *
 * @param input elements along the axis
 * @param kernel taps
 * @param stride step between outputs
 * @param dilation step between taps
 * @param before padding in front of the first element
 * @param after padding behind the last element
 */
public record WindowAxis(int input, int kernel, int stride, int dilation, int before, int after) {
    /** Refuses sizes below 1, negative padding, and a window that does not fit. */
    public WindowAxis {
        if (input < 1 || kernel < 1 || stride < 1 || dilation < 1 || before < 0 || after < 0) {
            throw new IllegalArgumentException("window out of range: input=" + input + ", kernel=" + kernel
                    + ", stride=" + stride + ", dilation=" + dilation + ", before=" + before + ", after=" + after);
        }
        if ((long) input + before + after < (long) dilation * (kernel - 1) + 1) {
            throw new IllegalArgumentException("window larger than the padded input: input=" + input + ", before="
                    + before + ", after=" + after + ", kernel=" + kernel + ", dilation=" + dilation);
        }
    }

    /** No padding. */
    public static WindowAxis valid(int input, int kernel, int stride, int dilation) {
        return new WindowAxis(input, kernel, stride, dilation, 0, 0);
    }

    /** Padding so that the output has ceil(input / stride) elements; an odd total has one more behind. */
    public static WindowAxis same(int input, int kernel, int stride, int dilation) {
        int output = (input + stride - 1) / stride;
        int total = Math.max((output - 1) * stride + (kernel - 1) * dilation + 1 - input, 0);
        return new WindowAxis(input, kernel, stride, dilation, total / 2, total - total / 2);
    }

    /** The rows of a file's window over an image. */
    static WindowAxis vertical(Window window, int height) {
        return new WindowAxis(
                height,
                window.kernelHeight(),
                window.strideHeight(),
                window.dilationHeight(),
                window.padTop(),
                window.padBottom());
    }

    /** The columns of a file's window over an image. */
    static WindowAxis horizontal(Window window, int width) {
        return new WindowAxis(
                width,
                window.kernelWidth(),
                window.strideWidth(),
                window.dilationWidth(),
                window.padLeft(),
                window.padRight());
    }

    /** Number of outputs along the axis. */
    public int output() {
        return (input + before + after - dilation * (kernel - 1) - 1) / stride + 1;
    }

    /** Index of the input element under a tap; outside [0, input) it is padding. */
    public int position(int output, int tap) {
        return output * stride - before + tap * dilation;
    }
}
