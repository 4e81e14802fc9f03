package org.mindpress.engine.reference;

import java.util.List;
import org.mindpress.engine.mindir.Window;

/** MaxPool and AvgPool over the last two axes, float32. Padded places never win and never count. */
final class Pooling {
    private Pooling() {}

    static Tensor maximum(Call call) {
        Tensor.Float32 x = call.float32(0);
        return pool(call, x, window(call, x), true);
    }

    static Tensor average(Call call) {
        Tensor.Float32 x = call.float32(0);
        return pool(call, x, window(call, x), false);
    }

    private static Window window(Call call, Tensor.Float32 x) {
        requireMap(call, x, 4);
        return Window.ofPool(call.node(), x.size(2), x.size(3));
    }

    /** A two-dimensional max-pool with numbers for its padding, as MindSpore writes it: over depth 1 of five axes, or over four. */
    static Tensor paddedMaximum(Call call) {
        Tensor.Float32 x = call.float32(0);
        int rank = call.node().operator().equals("MaxPool3DWithArgmax") ? 5 : 4;
        requireMap(call, x, rank);
        int[] kernel = call.integers(rank == 5 ? "ksize" : "kernel_size", Integer.MAX_VALUE);
        int[] strides = call.integers("strides", Integer.MAX_VALUE);
        int[] pads = call.integers("pads", Integer.MAX_VALUE);
        int last = kernel.length - 1;
        boolean flat = rank == 4 || (x.size(2) == 1 && kernel[0] == 1 && pads[0] == 0);
        if (!flat || call.integer("ceil_mode", Integer.MAX_VALUE, 0) != 0) {
            throw call.fault("only two-dimensional pools without ceil_mode are supported");
        }
        Window window = new Window(
                kernel[last - 1],
                kernel[last],
                strides[strides.length - 2],
                strides[strides.length - 1],
                1,
                1,
                pads[pads.length - 2],
                pads[pads.length - 2],
                pads[pads.length - 1],
                pads[pads.length - 1]);
        return pool(call, x, window, true);
    }

    private static void requireMap(Call call, Tensor x, int rank) {
        if (x.shape().size() != rank) {
            throw call.fault("needs " + rank + " axes, found " + x);
        }
    }

    private static Tensor pool(Call call, Tensor.Float32 x, Window window, boolean maximum) {
        int rank = x.shape().size();
        int height = x.size(rank - 2);
        int width = x.size(rank - 1);
        int rows =
                outputSize(height, window.kernelHeight(), window.strideHeight(), window.padTop(), window.padBottom());
        int columns =
                outputSize(width, window.kernelWidth(), window.strideWidth(), window.padLeft(), window.padRight());
        int planes = x.elements() / (height * width);
        List<Integer> shape = new java.util.ArrayList<>(x.shape().subList(0, rank - 2));
        shape.add(rows);
        shape.add(columns);
        Tensor.Float32 result = call.buffers().float32(shape, planes * rows * columns);
        int to = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row < rows; row++) {
                int top = row * window.strideHeight() - window.padTop();
                int bottom = Math.min(top + window.kernelHeight(), height);
                for (int column = 0; column < columns; column++) {
                    int left = column * window.strideWidth() - window.padLeft();
                    int right = Math.min(left + window.kernelWidth(), width);
                    result.values[to++] = value(
                            x.values,
                            plane * height * width,
                            width,
                            Math.max(top, 0),
                            bottom,
                            Math.max(left, 0),
                            right,
                            maximum);
                }
            }
        }
        return result;
    }

    private static int outputSize(int size, int kernel, int stride, int before, int after) {
        if (size + before + after < kernel) {
            throw new IllegalArgumentException(
                    "pool window of " + kernel + " does not fit into " + (size + before + after));
        }
        return (size + before + after - kernel) / stride + 1;
    }

    private static float value(
            float[] x, int plane, int width, int top, int bottom, int left, int right, boolean maximum) {
        float highest = Float.NEGATIVE_INFINITY;
        double sum = 0;
        for (int row = top; row < bottom; row++) {
            for (int i = plane + row * width + left; i < plane + row * width + right; i++) {
                highest = Math.max(highest, x[i]);
                sum += x[i];
            }
        }
        return maximum ? highest : (float) sum / (float) ((bottom - top) * (right - left));
    }
}
