package org.mindpress.processors.report;

import java.time.Instant;
import java.util.List;

/**
 * {@code measurements.json}: what depends on the machine and the moment. Never taken from cache.
 *
 * @param version of this document, {@value #VERSION}
 * @param run id
 * @param host name of the machine
 * @param processor name of the CPU
 * @param processors hardware threads that the process may use
 * @param warmUpRuns runs before the clock counted, each time
 * @param measuredAt end of the measurement
 * @param latencies one image at a time; empty when none was measured
 */
public record Measurements(
        int version,
        String run,
        String host,
        String processor,
        int processors,
        int warmUpRuns,
        Instant measuredAt,
        List<Latency> latencies) {
    public static final int VERSION = 1;

    /**
     * Latency of one model in ONNX Runtime with all graph optimisations.
     *
     * @param model float or qdq
     * @param threads of the session
     * @param runs that counted
     * @param p50Millis half of the runs took at most this
     * @param p99Millis 99 % of the runs took at most this
     */
    public record Latency(String model, int threads, int runs, double p50Millis, double p99Millis) {}

    public Measurements {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "measurements.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        latencies = List.copyOf(latencies);
    }
}
