package org.mindpress.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.monitoring.ModelMeasurements.Drop;
import org.mindpress.monitoring.ModelMeasurements.Latency;

final class MindpressMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MindpressMetrics metrics = new MindpressMetrics(registry);

    private List<Double> values(Meters meter, String... tags) {
        return registry.find(meter.meterName()).tags(tags).gauges().stream()
                .map(Gauge::value)
                .sorted()
                .toList();
    }

    private double accuracy(String pipeline) {
        List<Double> found = values(Meters.ACCURACY, "pipeline", pipeline, "variant", "integer");
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void aDiskIsWatchedByAFolderThatMayNotBeThereYet(@TempDir Path folder) {
        metrics.watchDisk("scratch", folder);
        metrics.watchDisk("later", folder.resolve("not/made/yet"));
        double size = (double) folder.toFile().getTotalSpace();
        assertThat(size).isPositive();
        assertThat(values(Meters.DISK_SIZE)).containsExactly(size, size);
        assertThat(values(Meters.DISK_FREE))
                .hasSize(2)
                .allSatisfy(free -> assertThat(free).isBetween(0.0, size));
    }

    @Test
    void exactlyTheSchedulesOfTheNewestLookAreShown() {
        metrics.schedulesDue(Map.of("one", Samples.NIGHT, "two", Samples.NIGHT));
        metrics.schedulesDue(Map.of("two", Samples.NIGHT.plusSeconds(86_400)));
        assertThat(values(Meters.SCHEDULE_DUE))
                .containsExactly((double) Samples.NIGHT.plusSeconds(86_400).getEpochSecond());
    }

    @Test
    void theGateIsShownBesideTheDropOnlyWhereThereIsOne() {
        metrics.record(Samples.complete("gated", 0.9, Samples.NIGHT));
        assertThat(values(Meters.ACCURACY_DROP, "pipeline", "gated", "bound", "gate"))
                .containsExactly(0.3);
        metrics.record(Samples.onlyAccuracy("gated", 0.9, Samples.NIGHT.plusSeconds(1)));
        assertThat(values(Meters.ACCURACY_DROP, "pipeline", "gated")).isEmpty();
    }

    @Test
    void newerMeasurementsReplaceThoseOfTheirPipelineAndNoOther() {
        metrics.record(Samples.complete("nightly", 0.90, Samples.NIGHT));
        metrics.record(Samples.complete("weekly", 0.80, Samples.NIGHT));
        metrics.record(Samples.onlyAccuracy("nightly", 0.85, Samples.NIGHT.plusSeconds(1)));
        assertThat(accuracy("nightly")).isEqualTo(0.85);
        assertThat(accuracy("weekly")).isEqualTo(0.80);
        assertThat(values(Meters.ACCURACY, "pipeline", "nightly"))
                .as("the float accuracy was not measured again")
                .hasSize(1);
        for (Meters meter : List.of(
                Meters.ACCURACY_DROP,
                Meters.MODEL_SIZE,
                Meters.LATENCY,
                Meters.SQNR_MINIMUM,
                Meters.PARITY_MISMATCHES)) {
            assertThat(values(meter, "pipeline", "nightly")).as(meter.name()).isEmpty();
            assertThat(values(meter, "pipeline", "weekly")).as(meter.name()).isNotEmpty();
        }
    }

    @Test
    void olderMeasurementsAreIgnored() {
        metrics.record(Samples.complete("nightly", 0.90, Samples.NIGHT));
        metrics.record(Samples.complete("nightly", 0.10, Samples.NIGHT.minusSeconds(1)));
        assertThat(accuracy("nightly")).isEqualTo(0.90);
        metrics.record(Samples.complete("nightly", 0.91, Samples.NIGHT));
        assertThat(accuracy("nightly"))
                .as("the later report of one moment counts")
                .isEqualTo(0.91);
    }

    @Test
    void valuesKeepTheirUnits() {
        metrics.record(Samples.complete("nightly", 0.90, Samples.NIGHT));
        assertThat(values(Meters.ACCURACY_DROP, "bound", "point")).containsExactly(0.1);
        assertThat(values(Meters.ACCURACY_DROP, "bound", "low")).containsExactly(-0.05);
        assertThat(values(Meters.ACCURACY_DROP, "bound", "high")).containsExactly(0.25);
        assertThat(values(Meters.LATENCY, "threads", "1", "percentile", "p50")).containsExactly(0.002);
        assertThat(values(Meters.LATENCY, "threads", "1", "percentile", "p99")).containsExactly(0.005);
        assertThat(values(Meters.MODEL_SIZE, "file", "deployment")).containsExactly(300_000.0);
        assertThat(values(Meters.PARITY_MISMATCHES)).containsExactly(0.0);
    }

    @Test
    void theLastRunMovesForwardOnly() {
        metrics.lastRun("nightly", "PASSED", Samples.NIGHT);
        metrics.lastRun("nightly", "PASSED", Samples.NIGHT.minusSeconds(5));
        metrics.lastRun("nightly", "FAILED", Samples.NIGHT.minusSeconds(9));
        double night = Samples.NIGHT.getEpochSecond();
        assertThat(values(Meters.LAST_RUN, "outcome", "PASSED")).containsExactly(night);
        assertThat(values(Meters.LAST_RUN, "outcome", "FAILED")).containsExactly(night - 9);
    }

    @Test
    void aRunThatEndedElsewhereIsNotCounted() {
        metrics.lastRun("nightly", "PASSED", Samples.NIGHT);
        assertThat(registry.find(Meters.RUNS.meterName()).counters()).isEmpty();
        metrics.runFinished("nightly", "PASSED", Samples.NIGHT);
        assertThat(registry.get(Meters.RUNS.meterName()).counter().count()).isEqualTo(1);
    }

    @Test
    void stagesQueueAndBytesAreRecorded() {
        metrics.stageFinished("nightly", "qat", "done", Duration.ofSeconds(90));
        metrics.stageFinished("nightly", "qat", "done", Duration.ofSeconds(30));
        Timer timer = registry.get(Meters.STAGE.meterName()).tag("stage", "qat").timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(120);
        metrics.queueLength(3);
        metrics.queueLength(1);
        assertThat(values(Meters.QUEUE_LENGTH)).containsExactly(1.0);
        metrics.bytesRead(5);
        metrics.bytesRead(6);
        metrics.bytesWritten(7);
        assertThat(registry.get(Meters.STORE_READ.meterName()).counter().count())
                .isEqualTo(11);
        assertThat(registry.get(Meters.STORE_WRITTEN.meterName()).counter().count())
                .isEqualTo(7);
    }

    @Test
    void theNewestWinsWhoeverReportsFirst() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> reports = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int second = (i * 37) % 200;
                reports.add(threads.submit(() -> metrics.record(
                        Samples.complete("nightly", second / 200.0, Samples.NIGHT.plusSeconds(second)))));
            }
            for (Future<?> report : reports) {
                report.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(accuracy("nightly")).isEqualTo(199 / 200.0);
    }

    @Test
    void impossibleMeasurementsAreRefused() {
        assertThatThrownBy(() -> Samples.onlyAccuracy("nightly", Double.NaN, Samples.NIGHT))
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> Samples.onlyAccuracy(" ", 0.5, Samples.NIGHT)).hasMessageContaining("name");
        assertThatThrownBy(() -> new Drop(0.5, 0.6, 0.7, OptionalDouble.empty()))
                .hasMessageContaining("interval");
        assertThatThrownBy(() -> new Latency("float", 1, Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("p50 <= p99");
        assertThatThrownBy(() -> new ModelMeasurements(
                        "nightly",
                        Map.of(),
                        Optional.empty(),
                        Map.of("deployment", -1L),
                        List.of(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        Samples.NIGHT))
                .hasMessageContaining("negative");
    }
}
