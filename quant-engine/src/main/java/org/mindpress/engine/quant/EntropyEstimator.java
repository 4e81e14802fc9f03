package org.mindpress.engine.quant;

import java.util.Arrays;

/**
 * The threshold T whose quantised distribution loses least information, by Kullback-Leibler divergence: for every n, P is the first n
 * bins with the tail added to the last of them, Q the first n bins without the tail, merged into levels and spread back over the
 * non-empty bins of each level. Behind a ReLU 256 levels of the positive values, otherwise 128 levels of the magnitudes; T applies to
 * the sides that are used. Exact zeros have no error and do not take part. At most 2,048 bins, so the cost is 2,048^2 steps.
 */
public final class EntropyEstimator implements RangeEstimator {
    private static final int MOST_BINS = 2048;
    private static final int LEVELS_ONE_SIDED = 256;
    private static final int LEVELS_SYMMETRIC = 128;

    @Override
    public ObserverKind kind() {
        return ObserverKind.ENTROPY;
    }

    @Override
    public ActivationRange estimate(StreamingHistogram histogram, RangeSide side) {
        boolean oneSided = side != RangeSide.TWO_SIDED || histogram.minimum() >= 0;
        long[] bins = merged(oneSided ? histogram.positives() : histogram.magnitudes());
        double width = histogram.binWidth() * (StreamingHistogram.HALF / MOST_BINS);
        int used = bins.length;
        while (used > 0 && bins[used - 1] == 0) {
            used--;
        }
        int levels = oneSided ? LEVELS_ONE_SIDED : LEVELS_SYMMETRIC;
        float threshold = (float) (bestLength(Arrays.copyOf(bins, used), levels) * width);
        return new ActivationRange(
                        Math.max(Math.min(0f, histogram.minimum()), -threshold),
                        Math.min(Math.max(0f, histogram.maximum()), threshold))
                .cutTo(side);
    }

    private static long[] merged(long[] counts) {
        long[] bins = new long[MOST_BINS];
        int factor = counts.length / MOST_BINS;
        for (int i = 0; i < counts.length; i++) {
            bins[i / factor] += counts[i];
        }
        return bins;
    }

    private static int bestLength(long[] bins, int levels) {
        int best = bins.length;
        double least = Double.POSITIVE_INFINITY;
        long total = Arrays.stream(bins).sum();
        long inside = 0;
        for (int n = 1; n <= bins.length; n++) {
            inside += bins[n - 1];
            if (n < levels || inside == 0) {
                continue;
            }
            double divergence = divergence(bins, n, levels, inside, total);
            if (divergence < least) {
                least = divergence;
                best = n;
            }
        }
        return best;
    }

    private static double divergence(long[] bins, int n, int levels, long inside, long total) {
        double divergence = 0;
        for (int level = 0; level < levels; level++) {
            int start = (int) ((long) level * n / levels);
            int end = (int) ((long) (level + 1) * n / levels);
            long sum = 0;
            int occupied = 0;
            for (int i = start; i < end; i++) {
                sum += bins[i];
                occupied += bins[i] != 0 ? 1 : 0;
            }
            for (int i = start; i < end; i++) {
                long count = i == n - 1 ? bins[i] + (total - inside) : bins[i];
                if (count == 0) {
                    continue;
                }
                if (bins[i] == 0) {
                    return Double.POSITIVE_INFINITY; // the tail lands in a bin that Q cannot reach
                }
                double p = (double) count / total;
                double q = (double) sum / occupied / inside;
                divergence += p * Math.log(p / q);
            }
        }
        return divergence;
    }
}
