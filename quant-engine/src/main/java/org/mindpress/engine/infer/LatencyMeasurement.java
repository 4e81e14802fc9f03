package org.mindpress.engine.infer;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Wall-clock time of single-image runs, nearest-rank percentiles.
 *
 * @param runs number of runs that counted
 * @param p50Millis half of the runs took at most this long
 * @param p99Millis 99 of 100 runs took at most this long
 */
public record LatencyMeasurement(int runs, double p50Millis, double p99Millis) {

    /**
     * Runs one image again and again, alone; the number of threads is the session's.
     *
     * @param image one normalised image
     * @param nanoTime a steady clock in nanoseconds, such as {@code System::nanoTime}
     */
    public static LatencyMeasurement measure(
            FloatSession session, float[] image, LatencyProtocol protocol, LongSupplier nanoTime) {
        for (int run = 0; run < protocol.warmUpRuns(); run++) {
            session.run(image, 1);
        }
        long[] nanos = new long[protocol.measuredRuns()];
        for (int run = 0; run < nanos.length; run++) {
            long start = nanoTime.getAsLong();
            session.run(image, 1);
            nanos[run] = nanoTime.getAsLong() - start;
        }
        return of(nanos);
    }

    /** Percentiles of given times. */
    static LatencyMeasurement of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new LatencyMeasurement(sorted.length, percentile(sorted, 50), percentile(sorted, 99));
    }

    private static double percentile(long[] sorted, int percent) {
        int rank = (int) ((sorted.length * (long) percent + 99) / 100);
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
