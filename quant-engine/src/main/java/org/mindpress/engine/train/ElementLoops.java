package org.mindpress.engine.train;

import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.Rounding;

/**
 * Inner loops over heap blocks, written so that HotSpot vectorises them: no branches, no float reductions (sums are kept per position and
 * added at the end, in index order and in double). All are deterministic.
 */
final class ElementLoops {
    /** Turns a positive difference into at least 1, also the smallest that occurs between floats of ordinary size. */
    private static final float STEEP = 1e30f;

    private ElementLoops() {}

    /** {@code x[i] = clamp(x[i] * slope + shift, lower, upper)}. */
    static void affine(float[] x, int count, float slope, float shift, float lower, float upper) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.min(upper, Math.max(lower, x[i] * slope + shift));
        }
    }

    /** Replaces each value by the nearest value of the grid. */
    static void quantize(float[] x, int count, QuantizationParameters grid) {
        float scale = grid.scale();
        float inverse = 1 / scale;
        float zeroPoint = grid.zeroPoint();
        for (int i = 0; i < count; i++) {
            float code = Math.min(127f, Math.max(-128f, x[i] * inverse + zeroPoint));
            x[i] = (Rounding.halfAway(code) - zeroPoint) * scale;
        }
    }

    /** {@code minimum[i] = min(minimum[i], x[i])}, the same for the maximum. */
    static void extremes(float[] x, int count, float[] minimum, float[] maximum) {
        for (int i = 0; i < count; i++) {
            minimum[i] = Math.min(minimum[i], x[i]);
            maximum[i] = Math.max(maximum[i], x[i]);
        }
    }

    /** Adds {@code x - shift} and its square per position. */
    static void addMoments(float[] x, int count, float shift, float[] sum, float[] squares) {
        for (int i = 0; i < count; i++) {
            float centred = x[i] - shift;
            sum[i] += centred;
            squares[i] += centred * centred;
        }
    }

    /** Zeroes {@code d[i]} unless {@code lower < x[i] * slope + shift <= upper}. */
    static void passInside(float[] x, float[] d, int count, float slope, float shift, float lower, float upper) {
        for (int i = 0; i < count; i++) {
            float y = x[i] * slope + shift;
            float above = Math.min(1f, Math.max(0f, (y - lower) * STEEP));
            float below = Math.min(1f, Math.max(0f, (upper - y) * STEEP + 1f));
            d[i] *= above * below;
        }
    }

    /** Adds {@code d} and {@code d * (x - mean)} per position. */
    static void addGradients(float[] x, float[] d, int count, float mean, float[] sum, float[] product) {
        for (int i = 0; i < count; i++) {
            sum[i] += d[i];
            product[i] += d[i] * (x[i] - mean);
        }
    }

    /** {@code d[i] = slope * (d[i] - meanGradient - (x[i] - mean) * spread)}. */
    static void normalizationGradient(
            float[] x, float[] d, int count, float slope, float meanGradient, float mean, float spread) {
        for (int i = 0; i < count; i++) {
            d[i] = slope * (d[i] - meanGradient - (x[i] - mean) * spread);
        }
    }

    /** {@code d[i] *= slope}. */
    static void scale(float[] d, int count, float slope) {
        for (int i = 0; i < count; i++) {
            d[i] *= slope;
        }
    }

    /** Sum in index order, in double. */
    static double sum(float[] values, int count) {
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += values[i];
        }
        return total;
    }
}
