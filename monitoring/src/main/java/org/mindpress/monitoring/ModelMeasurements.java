package org.mindpress.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run measured of its model, as the gauges show it. What was not measured is empty and has no gauge.
 *
 * @param pipeline name of the pipeline
 * @param accuracy share of right answers, 0 to 1, by variant: {@code float}, {@code trained}, {@code simulated},
 *     {@code integer}
 * @param drop float minus integer accuracy with its interval
 * @param sizeBytes sizes of the model files, bytes, by a short name without run id, such as {@code deployment}
 * @param latencies measured on the host of the run
 * @param sqnrMinimum of the worst layer, decibels
 * @param parityMismatches outputs that differ between deployment and verification file
 * @param finishedAt when the run ended
 */
public record ModelMeasurements(
        String pipeline,
        Map<String, Double> accuracy,
        Optional<Drop> drop,
        Map<String, Long> sizeBytes,
        List<Latency> latencies,
        OptionalDouble sqnrMinimum,
        OptionalLong parityMismatches,
        Instant finishedAt) {
    public ModelMeasurements {
        if (pipeline.isBlank()) {
            throw new IllegalArgumentException("a pipeline must have a name");
        }
        accuracy = Map.copyOf(accuracy);
        sizeBytes = Map.copyOf(sizeBytes);
        latencies = List.copyOf(latencies);
        Objects.requireNonNull(drop, "drop");
        Objects.requireNonNull(sqnrMinimum, "sqnrMinimum");
        Objects.requireNonNull(finishedAt, "finishedAt");
        accuracy.forEach((variant, ratio) -> {
            if (!(ratio >= 0 && ratio <= 1)) {
                throw new IllegalArgumentException("accuracy of " + variant + " must be from 0 to 1: " + ratio);
            }
        });
        sizeBytes.forEach((file, size) -> {
            if (size < 0) {
                throw new IllegalArgumentException("size of " + file + " is negative: " + size);
            }
        });
        if (parityMismatches.orElse(0) < 0) {
            throw new IllegalArgumentException("parity mismatches are negative: " + parityMismatches.getAsLong());
        }
    }

    /**
     * A difference in percentage points, positive when int8 is worse, with its 95 % interval.
     *
     * @param pointPoints best estimate
     * @param lowPoints lower end
     * @param highPoints upper end
     * @param gatePoints what the pipeline allows, empty when it has no gate
     */
    public record Drop(double pointPoints, double lowPoints, double highPoints, OptionalDouble gatePoints) {
        public Drop {
            if (!(lowPoints <= pointPoints && pointPoints <= highPoints)) {
                throw new IllegalArgumentException("a drop must lie in its interval: " + pointPoints + " in ["
                        + lowPoints + ", " + highPoints + "]");
            }
        }
    }

    /**
     * Latency of one image.
     *
     * @param model which model ran, such as {@code float} or {@code int8-qdq}
     * @param threads of the runtime
     * @param p50 median
     * @param p99 99th percentile
     */
    public record Latency(String model, int threads, Duration p50, Duration p99) {
        public Latency {
            if (threads < 1 || p50.isNegative() || p99.compareTo(p50) < 0) {
                throw new IllegalArgumentException("latency of " + model
                        + " must have threads >= 1 and 0 <= p50 <= p99: " + threads + ", " + p50 + ", " + p99);
            }
        }
    }
}
