package org.mindpress.engine.reference;

import java.util.Arrays;
import java.util.List;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.TensorType;
import org.mindpress.engine.mindir.Window;

/**
 * Conv2D in float32. The padded input is sorted into one plane per stride phase; every tap is then one contiguous run over such a
 * plane, whatever the stride, so that the inner loop vectorises. Columns between rows are computed and dropped.
 */
final class Convolution {
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
        float[] sums = buffers.floats((rows - 1) * planeColumns + columns);
        int[] taps = taps();
        int channelSize = phases * planeRows * planeColumns;
        for (int image = 0; image < x.size(0); image++) {
            fill(planes, image);
            for (int output = 0; output < outputs; output++) {
                int base = output / (outputs / group) * weight.size(1) * channelSize;
                Arrays.fill(sums, 0);
                accumulate(sums, planes, base, taps, output * taps.length);
                int to = (image * outputs + output) * plane;
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(sums, row * planeColumns, result.values, to + row * columns, columns);
                }
            }
        }
        buffers.release(planes);
        buffers.release(sums);
        return result;
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

    private void accumulate(float[] sums, float[] planes, int base, int[] taps, int weights) {
        float[] w = weight.values;
        int tap = 0;
        for (; tap + 8 <= taps.length; tap += 8) {
            int at = weights + tap;
            eight(
                    sums,
                    planes,
                    base + taps[tap],
                    base + taps[tap + 1],
                    base + taps[tap + 2],
                    base + taps[tap + 3],
                    base + taps[tap + 4],
                    base + taps[tap + 5],
                    base + taps[tap + 6],
                    base + taps[tap + 7],
                    w[at],
                    w[at + 1],
                    w[at + 2],
                    w[at + 3],
                    w[at + 4],
                    w[at + 5],
                    w[at + 6],
                    w[at + 7]);
        }
        for (; tap < taps.length; tap++) {
            one(sums, planes, base + taps[tap], w[weights + tap]);
        }
    }

    private static void eight(
            float[] sums,
            float[] x,
            int a,
            int b,
            int c,
            int d,
            int e,
            int f,
            int g,
            int h,
            float wa,
            float wb,
            float wc,
            float wd,
            float we,
            float wf,
            float wg,
            float wh) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += x[a + i] * wa
                    + x[b + i] * wb
                    + x[c + i] * wc
                    + x[d + i] * wd
                    + x[e + i] * we
                    + x[f + i] * wf
                    + x[g + i] * wg
                    + x[h + i] * wh;
        }
    }

    private static void one(float[] sums, float[] x, int a, float w) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += x[a + i] * w;
        }
    }
}
