package org.mindpress.engine.graph;

/**
 * Geometry of a sliding window with its padding resolved: no "same" or "valid" any more.
 *
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param strideHeight step between rows
 * @param strideWidth step between columns
 * @param dilationHeight distance of neighbouring kernel rows
 * @param dilationWidth distance of neighbouring kernel columns
 * @param padding zeros around the input (pools: places that never count)
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        Padding padding) {

    public Window {
        if (kernelHeight <= 0
                || kernelWidth <= 0
                || strideHeight <= 0
                || strideWidth <= 0
                || dilationHeight <= 0
                || dilationWidth <= 0) {
            throw new IllegalArgumentException("kernel, stride and dilation must be positive: kernel=" + kernelHeight
                    + "x" + kernelWidth + ", stride=" + strideHeight + "x" + strideWidth + ", dilation="
                    + dilationHeight + "x" + dilationWidth);
        }
    }

    /** A square window without dilation. */
    public static Window square(int kernel, int stride, int padding) {
        return new Window(kernel, kernel, stride, stride, 1, 1, Padding.symmetric(padding));
    }

    /** The window that covers a whole map once. */
    public static Window covering(Shape map) {
        return new Window(map.height(), map.width(), 1, 1, 1, 1, Padding.NONE);
    }

    /** Rows of the output: {@code floor((in + top + bottom - dilation * (kernel - 1) - 1) / stride) + 1}. */
    public int outputHeight(int inputHeight) {
        return output(inputHeight + padding.top() + padding.bottom(), kernelHeight, dilationHeight, strideHeight);
    }

    /** Columns of the output, by the same rule as {@link #outputHeight}. */
    public int outputWidth(int inputWidth) {
        return output(inputWidth + padding.left() + padding.right(), kernelWidth, dilationWidth, strideWidth);
    }

    private static int output(int padded, int kernel, int dilation, int stride) {
        int room = padded - dilation * (kernel - 1) - 1;
        if (room < 0) {
            throw new IllegalArgumentException("window larger than its padded input: padded=" + padded + ", kernel="
                    + kernel + ", dilation=" + dilation);
        }
        return room / stride + 1;
    }

    public Window withPadding(Padding other) {
        return new Window(kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, other);
    }
}
