package org.mindpress.engine.evaluate;

import java.time.Duration;
import java.util.List;

/**
 * Latencies of one model on one host. Percentiles are by nearest rank: a value that was measured, never one in between.
 *
 * @param p50 half of the runs took at most this
 * @param p99 99 % of the runs took at most this
 * @param runs runs measured, without warm-up; at least 1
 * @param threads threads the model was given
 * @param processor name of the processor
 */
public record LatencySummary(Duration p50, Duration p99, int runs, int threads, String processor) {

    /** Checks that something was measured and that the percentiles are in order. */
    public LatencySummary {
        if (runs < 1 || threads < 1 || p50.isNegative() || p50.compareTo(p99) > 0) {
            throw new IllegalArgumentException(
                    "no latency: p50=" + p50 + ", p99=" + p99 + ", runs=" + runs + ", threads=" + threads);
        }
    }

    /**
     * Summarises measured runs.
     *
     * @param runs one duration a run, warm-up left out; at least one
     * @param threads threads the model was given
     * @param processor name of the processor, see {@link HostProcessor}
     */
    public static LatencySummary of(List<Duration> runs, int threads, String processor) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a latency needs at least 1 measured run");
        }
        return new LatencySummary(percentile(runs, 50), percentile(runs, 99), runs.size(), threads, processor);
    }

    /**
     * The shortest of the durations that so many percent of them do not exceed, by nearest rank.
     *
     * @param runs at least one duration, in any order
     * @param percent 1 to 100
     */
    public static Duration percentile(List<Duration> runs, int percent) {
        if (runs.isEmpty() || percent < 1 || percent > 100) {
            throw new IllegalArgumentException("no percentile " + percent + " of " + runs.size() + " durations");
        }
        long[] sorted = runs.stream().mapToLong(Duration::toNanos).sorted().toArray();
        long rank = ((long) percent * sorted.length + 99) / 100;
        return Duration.ofNanos(sorted[Math.toIntExact(rank) - 1]);
    }
}
