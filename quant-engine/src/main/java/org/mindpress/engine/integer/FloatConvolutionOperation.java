package org.mindpress.engine.integer;

import java.util.Arrays;
import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * Convolution of a float island: codes made real, sums in float32, bias, activation, and the cast to codes. Products are added four taps
 * at a time in the order input channel, row, column, as the reference interpreter adds them; MindSpore and MindSpore Lite have orders of
 * their own, so that a value that lies between two codes may fall to the other one there.
 */
final class FloatConvolutionOperation implements Operation {
    private static final float SIX = 6f;

    private final ConvolutionGeometry geometry;
    private final QuantizationParameters input;
    private final FloatArray weight;
    private final FloatArray bias;
    private final Activation activation;
    private final InputCast cast;
    private final int paddedHeight;
    private final int paddedWidth;

    FloatConvolutionOperation(
            ConvolutionGeometry geometry,
            QuantizationParameters input,
            FloatArray weight,
            FloatArray bias,
            Activation activation,
            InputCast cast) {
        this.geometry = geometry;
        this.input = input;
        this.weight = weight;
        this.bias = bias;
        this.activation = activation;
        this.cast = cast;
        this.paddedHeight = padded(geometry.vertical());
        this.paddedWidth = padded(geometry.horizontal());
    }

    private static int padded(WindowAxis axis) {
        return axis.before() + axis.input() + axis.after();
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        float[] values = new float[images * geometry.outputElements()];
        float[] padded = new float[geometry.inputChannels() * paddedHeight * paddedWidth];
        for (int image = 0; image < images; image++) {
            fill(padded, inputs.get(0), image * geometry.inputElements());
            int start = image * geometry.outputElements();
            workers.split(geometry.outputChannels(), (first, end) -> {
                float[] sums = new float[geometry.outputArea()];
                for (int channel = first; channel < end; channel++) {
                    accumulate(padded, channel, sums);
                    for (int i = 0; i < sums.length; i++) {
                        values[start + channel * sums.length + i] = activated(sums[i] + bias.get(channel));
                    }
                }
            });
        }
        return cast.run(values, 0, firstImage, images);
    }

    private float activated(float value) {
        return switch (activation) {
            case NONE -> value;
            case RELU -> Math.max(value, 0f);
            case RELU6 -> Math.min(Math.max(value, 0f), SIX);
        };
    }

    private void fill(float[] padded, byte[] codes, int start) {
        int height = geometry.vertical().input();
        int width = geometry.horizontal().input();
        for (int row = 0; row < geometry.inputChannels() * height; row++) {
            int target = (row / height * paddedHeight
                                    + row % height
                                    + geometry.vertical().before())
                            * paddedWidth
                    + geometry.horizontal().before();
            for (int column = 0; column < width; column++) {
                padded[target + column] = input.real(codes[start + row * width + column]);
            }
        }
    }

    private void accumulate(float[] padded, int channel, float[] sums) {
        Arrays.fill(sums, 0f);
        int taps = geometry.taps();
        int tap = 0;
        for (; tap + 4 <= taps; tap += 4) {
            addFour(padded, channel, tap, sums);
        }
        for (; tap < taps; tap++) {
            addOne(padded, channel, tap, sums);
        }
    }

    private void addFour(float[] padded, int channel, int tap, float[] sums) {
        int at = channel * geometry.taps() + tap;
        float wa = weight.get(at);
        float wb = weight.get(at + 1);
        float wc = weight.get(at + 2);
        float wd = weight.get(at + 3);
        int a = place(channel, tap);
        int b = place(channel, tap + 1);
        int c = place(channel, tap + 2);
        int d = place(channel, tap + 3);
        int columns = geometry.horizontal().output();
        for (int i = 0; i < sums.length; i++) {
            int moved = moved(i / columns, i % columns);
            sums[i] +=
                    padded[a + moved] * wa + padded[b + moved] * wb + padded[c + moved] * wc + padded[d + moved] * wd;
        }
    }

    private void addOne(float[] padded, int channel, int tap, float[] sums) {
        float w = weight.get(channel * geometry.taps() + tap);
        int place = place(channel, tap);
        int columns = geometry.horizontal().output();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += padded[place + moved(i / columns, i % columns)] * w;
        }
    }

    /** Where a tap meets the padded input for the first output. */
    private int place(int outputChannel, int tap) {
        int kernelWidth = geometry.horizontal().kernel();
        int area = geometry.vertical().kernel() * kernelWidth;
        int channel = geometry.firstInput(outputChannel) + tap / area;
        int row = tap % area / kernelWidth * geometry.vertical().dilation();
        int column = tap % kernelWidth * geometry.horizontal().dilation();
        return (channel * paddedHeight + row) * paddedWidth + column;
    }

    private int moved(int row, int column) {
        return row * geometry.vertical().stride() * paddedWidth
                + column * geometry.horizontal().stride();
    }
}
