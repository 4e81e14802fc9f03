package org.mindpress.engine.mindir;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a Conv2D, MaxPool or AvgPool node moves over an image of known size: padding resolved to numbers.
 *
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight step between rows
 * @param strideWidth step between columns
 * @param dilationHeight distance of taps in a column
 * @param dilationWidth distance of taps in a row
 * @param padTop rows before the image
 * @param padBottom rows behind the image
 * @param padLeft columns before the image
 * @param padRight columns behind the image
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight) {

    /** Refuses kernels, strides and dilations below 1 and negative padding. */
    public Window {
        if (Math.min(Math.min(kernelHeight, kernelWidth), Math.min(strideHeight, strideWidth)) < 1
                || Math.min(dilationHeight, dilationWidth) < 1
                || Math.min(Math.min(padTop, padBottom), Math.min(padLeft, padRight)) < 0) {
            throw new IllegalArgumentException("impossible window: kernel " + kernelHeight + "x" + kernelWidth
                    + ", stride " + strideHeight + "x" + strideWidth + ", dilation " + dilationHeight + "x"
                    + dilationWidth + ", padding " + List.of(padTop, padBottom, padLeft, padRight));
        }
    }

    /**
     * The window of a Conv2D node.
     *
     * @param node the node
     * @param weight type of its weight, [O, I/group, kH, kW]
     * @param height rows of its input
     * @param width columns of its input
     */
    public static Window ofConvolution(MindirNode node, TensorType weight, int height, int width) {
        int[] stride = lastTwo(node.integers("stride"), node.place("stride"));
        int[] dilation = lastTwo(node.integers("dilation"), node.place("dilation"));
        int kernelHeight = weight.size(2);
        int kernelWidth = weight.size(3);
        String mode = mode(node.setting("pad_mode", Integer.MAX_VALUE), "pad", List.of("pad", "same", "valid"), node);
        int[] pad = {0, 0, 0, 0};
        if (mode.equals("same")) {
            pad = same(height, width, kernelHeight, kernelWidth, stride, dilation);
        } else if (mode.equals("pad")) {
            String attribute = node.attribute("pad").isPresent() ? "pad" : "pad_list";
            List<Long> given = node.integers(attribute);
            for (int side = 0; side < 4; side++) {
                pad[side] = size(given.get(given.size() == 1 ? 0 : side), node.place(attribute));
            }
        }
        return new Window(
                kernelHeight,
                kernelWidth,
                stride[0],
                stride[1],
                dilation[0],
                dilation[1],
                pad[0],
                pad[1],
                pad[2],
                pad[3]);
    }

    /** The window of a MaxPool or AvgPool node of either dialect over an image of the given size. */
    public static Window ofPool(MindirNode node, int height, int width) {
        int[] kernel = lastTwo(pool(node, "kernel_size", 1), node.place("kernel_size"));
        int[] stride = lastTwo(pool(node, "strides", 2), node.place("strides"));
        String mode = mode(node.setting("pad_mode", 3), "valid", List.of("pad", "same", "valid"), node);
        if (mode.equals("pad")) {
            throw new IllegalArgumentException(node.place("pad_mode") + " PAD is not supported for pools");
        }
        int[] one = {1, 1};
        int[] pad = mode.equals("same") ? same(height, width, kernel[0], kernel[1], stride, one) : new int[4];
        return new Window(kernel[0], kernel[1], stride[0], stride[1], 1, 1, pad[0], pad[1], pad[2], pad[3]);
    }

    private static List<Long> pool(MindirNode node, String attribute, int position) {
        return MindirValues.integers(
                node.setting(attribute, position)
                        .orElseThrow(() -> new IllegalArgumentException(node.place(attribute) + " is missing")),
                node.place(attribute));
    }

    /** Rows of the result over an image with that many rows. */
    public int outputHeight(int height) {
        return output(height + padTop + padBottom, dilationHeight * (kernelHeight - 1) + 1, strideHeight);
    }

    /** Columns of the result over an image with that many columns. */
    public int outputWidth(int width) {
        return output(width + padLeft + padRight, dilationWidth * (kernelWidth - 1) + 1, strideWidth);
    }

    private static int output(int padded, int extent, int stride) {
        if (padded < extent) {
            throw new IllegalArgumentException(
                    "window of extent " + extent + " does not fit into a padded image of " + padded);
        }
        return (padded - extent) / stride + 1;
    }

    private static int[] same(int height, int width, int kernelHeight, int kernelWidth, int[] stride, int[] dilation) {
        int vertical = total(height, kernelHeight, stride[0], dilation[0]);
        int horizontal = total(width, kernelWidth, stride[1], dilation[1]);
        return new int[] {vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2};
    }

    private static int total(int size, int kernel, int stride, int dilation) {
        int out = (size + stride - 1) / stride;
        return Math.max((out - 1) * stride + dilation * (kernel - 1) + 1 - size, 0);
    }

    /** The pad mode in lower case, given as a text in any case or as the number that indexes {@code numbered}. */
    private static String mode(Optional<MindirValue> value, String absent, List<String> numbered, MindirNode node) {
        if (value.isEmpty()) {
            return absent;
        }
        if (value.get() instanceof MindirValue.Text text) {
            String mode = text.value().toLowerCase(Locale.ROOT);
            if (numbered.contains(mode)) {
                return mode;
            }
        } else if (value.get() instanceof MindirValue.Whole whole
                && whole.value() >= 0
                && whole.value() < numbered.size()) {
            return numbered.get((int) whole.value());
        }
        throw new IllegalArgumentException(node.place("pad_mode") + " is unknown: " + value.get());
    }

    private static int[] lastTwo(List<Long> values, String place) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(place + " is empty");
        }
        int count = values.size();
        return new int[] {size(values.get(Math.max(count - 2, 0)), place), size(values.get(count - 1), place)};
    }

    private static int size(long value, String place) {
        if (value < 0 || value > 1 << 20) {
            throw new IllegalArgumentException(place + " is out of range: " + value);
        }
        return (int) value;
    }
}
