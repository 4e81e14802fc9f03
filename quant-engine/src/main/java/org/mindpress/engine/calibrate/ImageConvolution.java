package org.mindpress.engine.calibrate;

import java.util.Arrays;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/**
 * A convolution of one image in float32, in a fixed order of additions. Exact for integer values whose sums stay below 2^24. Not
 * thread-safe: it owns a buffer of at most 256 KiB, or of one output row if that is larger.
 */
final class ImageConvolution {
    private static final int COLUMN_FLOATS = 1 << 16;

    private final Shape input;
    private final Shape output;
    private final Window window;
    private final int groups;
    private final int taps;
    private final int rowsAtOnce;
    private final float[] columns;

    /**
     * Prepares for one geometry.
     *
     * @param attributes window and groups
     * @param input {@code [channels, height, width]}
     * @param output {@code [channels, height, width]}
     */
    ImageConvolution(Attributes.Convolution attributes, Shape input, Shape output) {
        this.input = input;
        this.output = output;
        this.window = attributes.window();
        this.groups = attributes.group();
        this.taps = input.channels() / groups * window.kernelHeight() * window.kernelWidth();
        this.rowsAtOnce = Math.max(1, Math.min(output.height(), COLUMN_FLOATS / (taps * output.width())));
        this.columns = new float[taps * rowsAtOnce * output.width()];
    }

    /**
     * Computes {@code out = start + sum over taps of weight * in}.
     *
     * @param in one image
     * @param weight {@code [out, in / group, height, width]}
     * @param out holds the start values, receives the sums
     */
    void accumulate(float[] in, float[] weight, float[] out) {
        for (int group = 0; group < groups; group++) {
            for (int row = 0; row < output.height(); row += rowsAtOnce) {
                int rows = Math.min(rowsAtOnce, output.height() - row);
                gather(in, group, row, rows);
                multiply(weight, out, group, row * output.width(), rows * output.width());
            }
        }
    }

    private void gather(float[] in, int group, int firstRow, int rows) {
        int count = rows * output.width();
        int firstChannel = group * (input.channels() / groups);
        int tap = 0;
        for (int channel = firstChannel; channel < firstChannel + input.channels() / groups; channel++) {
            int plane = channel * input.height() * input.width();
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
                for (int kx = 0; kx < window.kernelWidth(); kx++, tap++) {
                    for (int row = 0; row < rows; row++) {
                        int y = (firstRow + row) * window.strideHeight()
                                - window.padding().top()
                                + ky * window.dilationHeight();
                        int target = tap * count + row * output.width();
                        if (y < 0 || y >= input.height()) {
                            Arrays.fill(columns, target, target + output.width(), 0f);
                        } else {
                            gatherRow(in, plane + y * input.width(), kx, target);
                        }
                    }
                }
            }
        }
    }

    private void gatherRow(float[] in, int source, int kx, int target) {
        int x = kx * window.dilationWidth() - window.padding().left();
        int stride = window.strideWidth();
        for (int column = 0; column < output.width(); column++, x += stride) {
            columns[target + column] = x >= 0 && x < input.width() ? in[source + x] : 0f;
        }
    }

    private void multiply(float[] weight, float[] out, int group, int position, int count) {
        int outputs = output.channels() / groups;
        int area = output.height() * output.width();
        for (int channel = group * outputs; channel < (group + 1) * outputs; channel++) {
            int row = channel * taps;
            int target = channel * area + position;
            int tap = 0;
            for (; tap + 4 <= taps; tap += 4) {
                addFour(weight, row + tap, tap * count, count, out, target);
            }
            for (; tap < taps; tap++) {
                addOne(weight[row + tap], tap * count, count, out, target);
            }
        }
    }

    private void addFour(float[] weight, int at, int column, int count, float[] out, int target) {
        float w0 = weight[at];
        float w1 = weight[at + 1];
        float w2 = weight[at + 2];
        float w3 = weight[at + 3];
        float[] source = columns;
        int c1 = column + count;
        int c2 = c1 + count;
        int c3 = c2 + count;
        for (int i = 0; i < count; i++) {
            out[target + i] +=
                    (w0 * source[column + i] + w1 * source[c1 + i]) + (w2 * source[c2 + i] + w3 * source[c3 + i]);
        }
    }

    private void addOne(float factor, int column, int count, float[] out, int target) {
        float[] source = columns;
        for (int i = 0; i < count; i++) {
            out[target + i] += factor * source[column + i];
        }
    }
}
