package org.mindpress.engine.calibrate;

import java.util.Arrays;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** The operators without weights, on one image in float32 or on one image's codes, which differ only in what a window computes. */
final class FloatOperations {

    private FloatOperations() {}

    static void relu(float[] values, float limit) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(limit, Math.max(0f, values[i]));
        }
    }

    static float[] add(float[] left, float[] right) {
        float[] sum = new float[left.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = left[i] + right[i];
        }
        return sum;
    }

    /** Surrounds every plane with a value. */
    static float[] pad(float[] in, Shape input, Shape output, Padding padding, float value) {
        float[] out = new float[output.elements()];
        Arrays.fill(out, value);
        for (int channel = 0; channel < input.channels(); channel++) {
            for (int row = 0; row < input.height(); row++) {
                System.arraycopy(
                        in,
                        (channel * input.height() + row) * input.width(),
                        out,
                        (channel * output.height() + row + padding.top()) * output.width() + padding.left(),
                        input.width());
            }
        }
        return out;
    }

    /** What a pool makes of the values of one window. */
    interface Reduction {
        float of(float largest, double sum, int elements);
    }

    /** Slides a window, clipped to the image, over every plane. */
    static float[] pool(float[] in, Shape input, Shape output, Window window, Reduction reduction) {
        float[] out = new float[output.elements()];
        int target = 0;
        for (int channel = 0; channel < output.channels(); channel++) {
            int plane = channel * input.height() * input.width();
            for (int row = 0; row < output.height(); row++) {
                for (int column = 0; column < output.width(); column++) {
                    int top = row * window.strideHeight() - window.padding().top();
                    int left = column * window.strideWidth() - window.padding().left();
                    float largest = Float.NEGATIVE_INFINITY;
                    double sum = 0;
                    int elements = 0;
                    for (int ky = 0; ky < window.kernelHeight(); ky++) {
                        int y = top + ky * window.dilationHeight();
                        for (int kx = 0; kx < window.kernelWidth(); kx++) {
                            int x = left + kx * window.dilationWidth();
                            if (y >= 0 && y < input.height() && x >= 0 && x < input.width()) {
                                float value = in[plane + y * input.width() + x];
                                largest = Math.max(largest, value);
                                sum += value;
                                elements++;
                            }
                        }
                    }
                    out[target++] = reduction.of(largest, sum, elements);
                }
            }
        }
        return out;
    }
}
