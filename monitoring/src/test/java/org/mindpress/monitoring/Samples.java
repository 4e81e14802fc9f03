package org.mindpress.monitoring;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.mindpress.monitoring.ModelMeasurements.Drop;
import org.mindpress.monitoring.ModelMeasurements.Latency;

/** Measurements and events for tests. */
final class Samples {
    static final Instant NIGHT = Instant.parse("2026-11-25T02:00:00Z");

    private Samples() {}

    static ModelMeasurements complete(String pipeline, double integerAccuracy, Instant finishedAt) {
        return new ModelMeasurements(
                pipeline,
                Map.of("float", 0.91, "integer", integerAccuracy),
                Optional.of(new Drop(0.1, -0.05, 0.25, OptionalDouble.of(0.3))),
                Map.of("deployment", 300_000L, "float-onnx", 1_113_725L),
                List.of(new Latency("float", 1, Duration.ofMillis(2), Duration.ofMillis(5))),
                OptionalDouble.of(31.5),
                OptionalLong.of(0),
                finishedAt);
    }

    static ModelMeasurements onlyAccuracy(String pipeline, double integerAccuracy, Instant finishedAt) {
        return new ModelMeasurements(
                pipeline,
                Map.of("integer", integerAccuracy),
                Optional.empty(),
                Map.of(),
                List.of(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                finishedAt);
    }

    /** Every meter at least once, two pipelines. */
    static void everything(MindpressMetrics metrics) {
        for (String pipeline : List.of("nightly", "text with \"quotes\", \\ and\nlines")) {
            metrics.stageFinished(pipeline, "qat", "done", Duration.ofSeconds(90));
            metrics.stageFinished(pipeline, "verify", "failed", Duration.ofSeconds(3));
            metrics.runFinished(pipeline, "PASSED", NIGHT);
            metrics.runFinished(pipeline, "ERROR", NIGHT.plusSeconds(60));
            metrics.record(complete(pipeline, 0.9, NIGHT));
        }
        metrics.schedulesDue(Map.of("nightly", NIGHT));
        metrics.watchDisk("scratch", Path.of("."));
        metrics.watchCertificate(() -> NIGHT.plusSeconds(3600));
        metrics.queueLength(2);
        metrics.bytesRead(1000);
        metrics.bytesWritten(2000);
    }
}
