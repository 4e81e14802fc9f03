package org.mindpress.engine.quant;

import java.util.ArrayList;
import java.util.List;

/**
 * Streaming histogram of one tensor. The bin width is a power of two anchored at zero, the smallest that keeps every magnitude below
 * {@value #HALF} widths, so the counts depend only on the values seen, not on their order, batch size or thread. Exact minimum, maximum
 * and number of zeros are kept beside the bins; zeros are in no bin, because they have no quantisation error. Memory: 128 KiB. Not
 * thread-safe; merge per-thread instances with {@link #add(StreamingHistogram)}.
 */
public final class StreamingHistogram {
    /** Bins on each side of zero; the wider side uses more than half of them. */
    public static final int HALF = 8192;

    private static final int HALF_BITS = 13;
    private static final int NO_WIDTH = Integer.MIN_VALUE;

    private final long[] counts = new long[2 * HALF];
    private int widthExponent = NO_WIDTH;
    private double inverseWidth;
    private long zeros;
    private long total;
    private float minimum = Float.POSITIVE_INFINITY;
    private float maximum = Float.NEGATIVE_INFINITY;

    /**
     * Adds all values.
     *
     * @throws IllegalArgumentException at the first value that is not finite, with its index; nothing may be read afterwards
     */
    public void add(float[] values) {
        add(values, 0, values.length);
    }

    /** Adds {@code length} values from {@code from} on; as {@link #add(float[])}. */
    public void add(float[] values, int from, int length) {
        for (int i = from; i < from + length; i++) {
            float value = values[i];
            if (value == 0f) {
                zeros++;
                continue;
            }
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "value " + (i - from) + " of " + length + " is not finite: " + value);
            }
            double scaled = value * inverseWidth;
            if (!(Math.abs(scaled) < HALF) || widthExponent == NO_WIDTH) {
                widen(Math.getExponent((double) value) + 1 - HALF_BITS);
                scaled = value * inverseWidth;
            }
            counts[floor(scaled) + HALF]++;
            minimum = Math.min(minimum, value);
            maximum = Math.max(maximum, value);
        }
        total += length;
    }

    /** Adds everything that another histogram has seen: the same as if its values had been added here. */
    public void add(StreamingHistogram other) {
        if (other.widthExponent != NO_WIDTH) {
            if (other.widthExponent > widthExponent) {
                widen(other.widthExponent);
            }
            int shift = widthExponent - other.widthExponent;
            for (int i = 0; i < counts.length; i++) {
                if (other.counts[i] != 0) {
                    counts[shifted(i - HALF, shift) + HALF] += other.counts[i];
                }
            }
            minimum = Math.min(minimum, other.minimum);
            maximum = Math.max(maximum, other.maximum);
        }
        zeros += other.zeros;
        total += other.total;
    }

    private void widen(int exponent) {
        if (widthExponent != NO_WIDTH) {
            int shift = exponent - widthExponent;
            long[] merged = new long[counts.length];
            for (int i = 0; i < counts.length; i++) {
                merged[shifted(i - HALF, shift) + HALF] += counts[i];
            }
            System.arraycopy(merged, 0, counts, 0, counts.length);
        }
        widthExponent = exponent;
        inverseWidth = Math.scalb(1.0, -exponent);
    }

    private static int shifted(int index, int shift) {
        return index >> Math.min(shift, Integer.SIZE - 1);
    }

    private static int floor(double value) {
        int truncated = (int) value;
        return value < truncated ? truncated - 1 : truncated;
    }

    /** Number of values seen, zeros included. */
    public long total() {
        return total;
    }

    /** Number of exact zeros, of either sign. */
    public long zeros() {
        return zeros;
    }

    /** Smallest value seen; {@link IllegalStateException} before the first. */
    public float minimum() {
        requireValues();
        return zeros > 0 ? Math.min(0f, minimum) : minimum;
    }

    /** Largest value seen; {@link IllegalStateException} before the first. */
    public float maximum() {
        requireValues();
        return zeros > 0 ? Math.max(0f, maximum) : maximum;
    }

    private void requireValues() {
        if (total == 0) {
            throw new IllegalStateException("the histogram has seen no values");
        }
    }

    /** Width of a bin, a power of two; 1 while only zeros were seen. */
    public double binWidth() {
        return widthExponent == NO_WIDTH ? 1 : Math.scalb(1.0, widthExponent);
    }

    /**
     * Number of non-zero values in {@code [index * width, (index + 1) * width)}.
     *
     * @param index in [-{@value #HALF}, {@value #HALF})
     */
    public long count(int index) {
        return counts[index + HALF];
    }

    /** Non-zero values by magnitude: element i counts those in bin i and, mirrored, in bin -1 - i. */
    long[] magnitudes() {
        long[] magnitudes = new long[HALF];
        for (int i = 0; i < HALF; i++) {
            magnitudes[i] = count(i) + count(-1 - i);
        }
        return magnitudes;
    }

    /** Non-zero positive values: element i counts bin i. */
    long[] positives() {
        long[] positives = new long[HALF];
        System.arraycopy(counts, HALF, positives, 0, HALF);
        return positives;
    }

    /** The occupied part in at most {@code mostBins} wider bins, for plots. */
    public HistogramSummary summary(int mostBins) {
        if (mostBins < 2) {
            throw new IllegalArgumentException("a summary needs at least 2 bins: mostBins=" + mostBins);
        }
        requireValues();
        int first = 0;
        int last = 0;
        for (int i = -HALF; i < HALF; i++) {
            if (count(i) != 0) {
                first = Math.min(first, i);
                last = Math.max(last, i);
            }
        }
        int shift = 0;
        while ((last >> shift) - (first >> shift) + 1 > mostBins) {
            shift++;
        }
        long[] merged = new long[(last >> shift) - (first >> shift) + 1];
        for (int i = first; i <= last; i++) {
            merged[(i >> shift) - (first >> shift)] += count(i);
        }
        List<Long> bins = new ArrayList<>();
        for (long count : merged) {
            bins.add(count);
        }
        double width = Math.scalb(binWidth(), shift);
        return new HistogramSummary((first >> shift) * width, width, bins, zeros, total, minimum(), maximum());
    }
}
