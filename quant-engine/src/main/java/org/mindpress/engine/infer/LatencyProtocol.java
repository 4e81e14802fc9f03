package org.mindpress.engine.infer;

/**
 * How latency is measured.
 *
 * @param warmUpRuns runs before the clock counts, not negative
 * @param measuredRuns runs that count, at least 1; a 99th percentile needs a hundred to mean something
 */
public record LatencyProtocol(int warmUpRuns, int measuredRuns) {
    public static final LatencyProtocol DEFAULT = new LatencyProtocol(20, 200);

    public LatencyProtocol {
        if (warmUpRuns < 0 || measuredRuns < 1) {
            throw new IllegalArgumentException("warm-up must not be negative and runs at least 1: warmUpRuns="
                    + warmUpRuns + ", measuredRuns=" + measuredRuns);
        }
    }
}
