package org.mindpress.engine.reference;

import java.util.Arrays;
import java.util.List;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.TensorType;
import org.mindpress.engine.mindir.Window;

/**
 * Conv2D in float32. The padded input is sorted into one plane per stride phase; every tap is then one contiguous run over such a
 * plane, whatever the stride. Four taps at a time are copied to arrays of their own, which all output channels read at one common
 * index: only then does the compiler vectorise the inner loop. Columns between rows are computed and dropped.
 */
final class Convolution {
    private static final int TAPS_AT_ONCE = 4;

    private final Window window;
    private final int group;
    private final Tensor.Float32 x;
    private final Tensor.Float32 weight;
    private final int rows;
    private final int columns;
    private final int planeRows;
    private final int planeColumns;
    private final int phases;

    private Convolution(Call call) {
        x = call.float32(0);
        weight = call.float32(1);
        group = (int) call.integer("group", Integer.MAX_VALUE, 1);
        if (x.shape().size() != 4 || weight.shape().size() != 4) {
            throw call.fault("needs four axes, found " + x + " and " + weight);
        }
        if (group < 1 || weight.size(1) * group != x.size(1) || weight.size(0) % group != 0) {
            throw call.fault("weight " + weight + " with group " + group + " does not fit to " + x);
        }
        window = Window.ofConvolution(
                call.node(), new TensorType(ElementType.FLOAT32, weight.shape()), x.size(2), x.size(3));
        rows = window.outputHeight(x.size(2));
        columns = window.outputWidth(x.size(3));
        planeRows = rows + (window.kernelHeight() - 1) * window.dilationHeight() / window.strideHeight();
        planeColumns = columns + (window.kernelWidth() - 1) * window.dilationWidth() / window.strideWidth();
        phases = window.strideHeight() * window.strideWidth();
    }

    static Tensor run(Call call) {
        return new Convolution(call).run(call.buffers());
    }

    private Tensor run(Buffers buffers) {
        int outputs = weight.size(0);
        int plane = rows * columns;
        Tensor.Float32 result =
                buffers.float32(List.of(x.size(0), outputs, rows, columns), x.size(0) * outputs * plane);
        float[] planes = buffers.floats(x.size(1) * phases * planeRows * planeColumns);
        int run = (rows - 1) * planeColumns + columns;
        float[][] sums = arrays(buffers, outputs, run);
        float[][] shifted = arrays(buffers, TAPS_AT_ONCE, run);
        int[] taps = taps();
        int channelSize = phases * planeRows * planeColumns;
        for (int image = 0; image < x.size(0); image++) {
            fill(planes, image);
            for (int part = 0; part < group; part++) {
                accumulate(sums, shifted, planes, part * weight.size(1) * channelSize, taps, part * (outputs / group));
            }
            for (int output = 0; output < outputs; output++) {
                int to = (image * outputs + output) * plane;
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(sums[output], row * planeColumns, result.values, to + row * columns, columns);
                }
            }
        }
        buffers.release(planes);
        Arrays.stream(sums).forEach(buffers::release);
        Arrays.stream(shifted).forEach(buffers::release);
        return result;
    }

    private static float[][] arrays(Buffers buffers, int count, int length) {
        float[][] arrays = new float[count][];
        for (int i = 0; i < count; i++) {
            arrays[i] = buffers.floats(length);
        }
        return arrays;
    }

    /** Where each tap of a channel group starts in the planes, in the order of the weights. */
    private int[] taps() {
        int[] taps = new int[weight.size(1) * window.kernelHeight() * window.kernelWidth()];
        int next = 0;
        for (int channel = 0; channel < weight.size(1); channel++) {
            for (int kernelRow = 0; kernelRow < window.kernelHeight(); kernelRow++) {
                for (int kernelColumn = 0; kernelColumn < window.kernelWidth(); kernelColumn++) {
                    int down = kernelRow * window.dilationHeight();
                    int right = kernelColumn * window.dilationWidth();
                    int phase = down % window.strideHeight() * window.strideWidth() + right % window.strideWidth();
                    taps[next++] =
                            ((channel * phases + phase) * planeRows + down / window.strideHeight()) * planeColumns
                                    + right / window.strideWidth();
                }
            }
        }
        return taps;
    }

    private void fill(float[] planes, int image) {
        Arrays.fill(planes, 0);
        int height = x.size(2);
        int width = x.size(3);
        for (int channel = 0; channel < x.size(1); channel++) {
            for (int phaseRow = 0; phaseRow < window.strideHeight(); phaseRow++) {
                for (int row = 0; row < planeRows; row++) {
                    int from = row * window.strideHeight() + phaseRow - window.padTop();
                    if (from >= 0 && from < height) {
                        fillRow(
                                planes,
                                channel,
                                phaseRow,
                                row,
                                ((image * x.size(1) + channel) * height + from) * width);
                    }
                }
            }
        }
    }

    private void fillRow(float[] planes, int channel, int phaseRow, int row, int from) {
        int width = x.size(3);
        int stride = window.strideWidth();
        for (int phaseColumn = 0; phaseColumn < stride; phaseColumn++) {
            int phase = channel * phases + phaseRow * stride + phaseColumn;
            int to = (phase * planeRows + row) * planeColumns;
            int shift = phaseColumn - window.padLeft();
            int first = Math.max(0, (-shift + stride - 1) / stride);
            int end = Math.min(planeColumns, (width - shift + stride - 1) / stride);
            for (int column = first; column < end; column++) {
                planes[to + column] = x.values[from + column * stride + shift];
            }
        }
    }

    /** Adds all taps of one group of channels to the sums of its outputs. */
    private void accumulate(float[][] sums, float[][] shifted, float[] planes, int base, int[] taps, int firstOutput) {
        int end = firstOutput + weight.size(0) / group;
        for (int output = firstOutput; output < end; output++) {
            Arrays.fill(sums[output], 0);
        }
        int tap = 0;
        for (; tap + TAPS_AT_ONCE <= taps.length; tap += TAPS_AT_ONCE) {
            for (int i = 0; i < TAPS_AT_ONCE; i++) {
                System.arraycopy(planes, base + taps[tap + i], shifted[i], 0, shifted[i].length);
            }
            for (int output = firstOutput; output < end; output++) {
                four(sums[output], shifted, weight.values, output * taps.length + tap);
            }
        }
        for (; tap < taps.length; tap++) {
            System.arraycopy(planes, base + taps[tap], shifted[0], 0, shifted[0].length);
            for (int output = firstOutput; output < end; output++) {
                one(sums[output], shifted[0], weight.values[output * taps.length + tap]);
            }
        }
    }

    /** No more than four: with eight the loop body is too large for the compiler to unroll, and so to vectorise. */
    private static void four(float[] sums, float[][] x, float[] weights, int at) {
        float[] a = x[0];
        float[] b = x[1];
        float[] c = x[2];
        float[] d = x[3];
        float wa = weights[at];
        float wb = weights[at + 1];
        float wc = weights[at + 2];
        float wd = weights[at + 3];
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void one(float[] sums, float[] x, float w) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += x[i] * w;
        }
    }
}
