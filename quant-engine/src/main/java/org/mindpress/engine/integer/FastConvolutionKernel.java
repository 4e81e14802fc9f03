package org.mindpress.engine.integer;

import java.util.Arrays;
import java.util.Optional;

/**
 * Convolution as a matrix product of weights and image columns in float32, exact in every bit: products and partial sums are whole
 * numbers, and a sum is moved to int before it could pass 2^24. The two innermost loops have the form that HotSpot turns into
 * vector code: few arrays, one index, fused multiply-add; with more arrays or with offsets it stays scalar and 5 to 10 times slower.
 *
 * <p>A tile is a number of whole output rows, of one or several images. Memory: the padded images as float32, and one tile of
 * columns (about 256 KiB).
 */
final class FastConvolutionKernel implements ConvolutionKernel {
    private static final long EXACT_LIMIT = 1L << 24;
    private static final int TILE_POSITIONS = 256;
    private static final int TILE_FLOATS = 1 << 16;
    private static final int BLOCK = 4;

    private final Convolution convolution;
    private final ConvolutionGeometry geometry;
    private final int paddedHeight;
    private final int paddedWidth;
    private final int tileRows;
    private final int columns;
    private final float[] weights;
    private final int[][] chunks;

    private FastConvolutionKernel(Convolution convolution) {
        this.convolution = convolution;
        this.geometry = convolution.geometry();
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        this.paddedHeight = vertical.before() + vertical.input() + vertical.after();
        this.paddedWidth = horizontal.before() + horizontal.input() + horizontal.after();
        this.columns = (geometry.taps() + BLOCK - 1) / BLOCK * BLOCK;
        int positions = Math.max(1, Math.min(TILE_POSITIONS, TILE_FLOATS / columns));
        this.tileRows = Math.max(1, positions / horizontal.output());
        this.weights = new float[geometry.outputChannels() * columns];
        for (int channel = 0; channel < geometry.outputChannels(); channel++) {
            for (int tap = 0; tap < geometry.taps(); tap++) {
                weights[channel * columns + tap] = convolution.tap(channel, tap);
            }
        }
        this.chunks = new int[geometry.outputChannels()][];
        for (int channel = 0; channel < chunks.length; channel++) {
            int last = Math.min(channel + BLOCK, chunks.length);
            chunks[channel] = exactChunks(channel, last);
        }
    }

    /** Takes every shape. */
    static final class Factory implements ConvolutionKernel.Factory {
        @Override
        public String name() {
            return "fast Java";
        }

        @Override
        public Optional<ConvolutionKernel> create(Convolution convolution) {
            return Optional.of(new FastConvolutionKernel(convolution));
        }
    }

    /** Ends of column ranges, multiples of four, within each of which no sum of the channels can pass 2^24. */
    private int[] exactChunks(int firstChannel, int lastChannel) {
        int[] ends = new int[columns / BLOCK];
        int count = 0;
        long[] bound = new long[lastChannel - firstChannel];
        for (int column = 0; column < columns; column += BLOCK) {
            long largest = 0;
            long[] step = new long[bound.length];
            for (int channel = 0; channel < bound.length; channel++) {
                for (int i = column; i < column + BLOCK; i++) {
                    step[channel] += ((long) Math.abs(weights[(firstChannel + channel) * columns + i]))
                            * convolution.largestInput();
                }
                largest = Math.max(largest, bound[channel] + step[channel]);
            }
            if (largest > EXACT_LIMIT) {
                ends[count++] = column;
                Arrays.fill(bound, 0);
            }
            for (int channel = 0; channel < bound.length; channel++) {
                bound[channel] += step[channel];
            }
        }
        ends[count++] = columns;
        return Arrays.copyOf(ends, count);
    }

    @Override
    public void accumulate(byte[] codes, int images, SumReceiver receiver, Workers workers) {
        float[] padded = new float[images * geometry.inputChannels() * paddedHeight * paddedWidth];
        workers.split(images * geometry.inputChannels(), (start, end) -> pad(codes, start, end, padded));
        int rows = images * geometry.vertical().output();
        workers.split(rows, (start, end) -> accumulateRows(padded, start, end, receiver));
    }

    private void accumulateRows(float[] padded, int firstRow, int endRow, SumReceiver receiver) {
        int width = geometry.horizontal().output();
        Tile tile = new Tile(Math.min(tileRows, endRow - firstRow) * width);
        for (int row = firstRow; row < endRow; row += tileRows) {
            tile.firstRow = row;
            tile.rows = Math.min(tileRows, endRow - row);
            tile.positions = tile.rows * width;
            for (int group = 0; group < geometry.groups(); group++) {
                fillColumns(padded, group, tile);
                multiply(group, tile, receiver);
            }
        }
    }

    /** Working memory of one call. */
    private final class Tile {
        private final float[][] column;
        private final float[][] total;
        private final int[][] sums;
        private int firstRow;
        private int rows;
        private int positions;

        Tile(int positions) {
            column = new float[columns][positions];
            total = new float[BLOCK][positions];
            sums = new int[BLOCK][positions];
        }
    }

    /** Codes less the zero point as float32, with real 0 around every plane. */
    private void pad(byte[] codes, int firstPlane, int endPlane, float[] padded) {
        int height = geometry.vertical().input();
        int width = geometry.horizontal().input();
        int zero = convolution.inputZeroPoint();
        for (int plane = firstPlane; plane < endPlane; plane++) {
            for (int row = 0; row < height; row++) {
                int source = (plane * height + row) * width;
                int target = (plane * paddedHeight + row + geometry.vertical().before()) * paddedWidth
                        + geometry.horizontal().before();
                for (int i = 0; i < width; i++) {
                    padded[target + i] = codes[source + i] - zero;
                }
            }
        }
    }

    private void fillColumns(float[] padded, int group, Tile tile) {
        WindowAxis vertical = geometry.vertical();
        WindowAxis horizontal = geometry.horizontal();
        int tap = 0;
        for (int input = 0; input < geometry.groupInputs(); input++) {
            int channel = group * geometry.groupInputs() + input;
            for (int kernelRow = 0; kernelRow < vertical.kernel(); kernelRow++) {
                for (int kernelColumn = 0; kernelColumn < horizontal.kernel(); kernelColumn++, tap++) {
                    int shift = kernelRow * vertical.dilation() * paddedWidth + kernelColumn * horizontal.dilation();
                    fillColumn(padded, channel, shift, tile, tile.column[tap]);
                }
            }
        }
    }

    private void fillColumn(float[] padded, int channel, int shift, Tile tile, float[] column) {
        int height = geometry.vertical().output();
        int width = geometry.horizontal().output();
        int stride = geometry.horizontal().stride();
        for (int i = 0; i < tile.rows; i++) {
            int image = (tile.firstRow + i) / height;
            int row = (tile.firstRow + i) % height * geometry.vertical().stride();
            int plane = image * geometry.inputChannels() + channel;
            int source = (plane * paddedHeight + row) * paddedWidth + shift;
            if (stride == 1) {
                System.arraycopy(padded, source, column, i * width, width);
            } else {
                for (int target = i * width; target < (i + 1) * width; target++, source += stride) {
                    column[target] = padded[source];
                }
            }
        }
    }

    private void multiply(int group, Tile tile, SumReceiver receiver) {
        int channel = group * geometry.groupOutputs();
        int end = channel + geometry.groupOutputs();
        for (; channel + BLOCK <= end; channel += BLOCK) {
            fourChannels(channel, tile, receiver);
        }
        for (; channel < end; channel++) {
            oneChannel(channel, tile, receiver);
        }
    }

    private void fourChannels(int channel, Tile tile, SumReceiver receiver) {
        float[][] total = tile.total;
        int start = 0;
        for (int end : chunks[channel]) {
            for (float[] sum : total) {
                Arrays.fill(sum, 0, tile.positions, 0f);
            }
            for (int i = start; i < end; i += 2) {
                fourByTwo(
                        tile.column[i],
                        tile.column[i + 1],
                        weights,
                        channel * columns + i,
                        columns,
                        total[0],
                        total[1],
                        total[2],
                        total[3],
                        tile.positions);
            }
            for (int i = 0; i < BLOCK; i++) {
                add(total[i], start == 0 ? convolution.bias(channel + i) : 0, start == 0, tile.sums[i], tile.positions);
            }
            start = end;
        }
        for (int i = 0; i < BLOCK; i++) {
            deliver(channel + i, tile, tile.sums[i], receiver);
        }
    }

    private void oneChannel(int channel, Tile tile, SumReceiver receiver) {
        float[] total = tile.total[0];
        int start = 0;
        for (int end : chunks[channel]) {
            Arrays.fill(total, 0, tile.positions, 0f);
            for (int i = start; i < end; i += BLOCK) {
                oneByFour(
                        tile.column[i],
                        tile.column[i + 1],
                        tile.column[i + 2],
                        tile.column[i + 3],
                        weights,
                        channel * columns + i,
                        total,
                        tile.positions);
            }
            add(total, start == 0 ? convolution.bias(channel) : 0, start == 0, tile.sums[0], tile.positions);
            start = end;
        }
        deliver(channel, tile, tile.sums[0], receiver);
    }

    /** Sums of one range of columns are whole numbers; the first range brings the bias. */
    private static void add(float[] total, int bias, boolean first, int[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = (first ? bias : sums[i]) + (int) total[i];
        }
    }

    /** Image by image. */
    private void deliver(int channel, Tile tile, int[] sums, SumReceiver receiver) {
        int height = geometry.vertical().output();
        int width = geometry.horizontal().output();
        int end = tile.firstRow + tile.rows;
        for (int row = tile.firstRow; row < end; ) {
            int image = row / height;
            int last = Math.min(end, (image + 1) * height);
            int start = (row - tile.firstRow) * width;
            receiver.take(image, channel, (row - image * height) * width, sums, start, (last - row) * width);
            row = last;
        }
    }

    private static void fourByTwo(
            float[] x,
            float[] y,
            float[] weights,
            int start,
            int step,
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            int count) {
        float ax = weights[start];
        float ay = weights[start + 1];
        float bx = weights[start + step];
        float by = weights[start + step + 1];
        float cx = weights[start + 2 * step];
        float cy = weights[start + 2 * step + 1];
        float dx = weights[start + 3 * step];
        float dy = weights[start + 3 * step + 1];
        for (int i = 0; i < count; i++) {
            float p = x[i];
            float q = y[i];
            a[i] = Math.fma(q, ay, Math.fma(p, ax, a[i]));
            b[i] = Math.fma(q, by, Math.fma(p, bx, b[i]));
            c[i] = Math.fma(q, cy, Math.fma(p, cx, c[i]));
            d[i] = Math.fma(q, dy, Math.fma(p, dx, d[i]));
        }
    }

    private static void oneByFour(
            float[] x, float[] y, float[] z, float[] u, float[] weights, int start, float[] a, int count) {
        float wx = weights[start];
        float wy = weights[start + 1];
        float wz = weights[start + 2];
        float wu = weights[start + 3];
        for (int i = 0; i < count; i++) {
            a[i] = Math.fma(u[i], wu, Math.fma(z[i], wz, Math.fma(y[i], wy, Math.fma(x[i], wx, a[i]))));
        }
    }
}
