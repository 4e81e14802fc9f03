package org.mindpress.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The newest measurements of every pipeline's model as gauges. Thread-safe. */
final class ModelGauges {
    private static final double NANOS_PER_SECOND = 1e9;

    private final GaugeRows accuracy;
    private final GaugeRows drop;
    private final GaugeRows size;
    private final GaugeRows latency;
    private final GaugeRows sqnr;
    private final GaugeRows parity;
    private final Map<String, ModelMeasurements> newest = new TreeMap<>();

    ModelGauges(MeterRegistry registry) {
        this.accuracy = new GaugeRows(Meters.ACCURACY, registry);
        this.drop = new GaugeRows(Meters.ACCURACY_DROP, registry);
        this.size = new GaugeRows(Meters.MODEL_SIZE, registry);
        this.latency = new GaugeRows(Meters.LATENCY, registry);
        this.sqnr = new GaugeRows(Meters.SQNR_MINIMUM, registry);
        this.parity = new GaugeRows(Meters.PARITY_MISMATCHES, registry);
    }

    synchronized void record(ModelMeasurements measurements) {
        newest.merge(
                measurements.pipeline(),
                measurements,
                (old, latest) -> latest.finishedAt().isBefore(old.finishedAt()) ? old : latest);
        show(
                accuracy,
                (rows, model) -> model.accuracy()
                        .forEach((variant, ratio) -> rows.add(tags(model).and(MeterTags.VARIANT, variant), ratio)));
        show(
                drop,
                (rows, model) -> model.drop().ifPresent(interval -> {
                    rows.add(tags(model).and(MeterTags.BOUND, "point"), interval.pointPoints());
                    rows.add(tags(model).and(MeterTags.BOUND, "low"), interval.lowPoints());
                    rows.add(tags(model).and(MeterTags.BOUND, "high"), interval.highPoints());
                    interval.gatePoints().ifPresent(gate -> rows.add(tags(model).and(MeterTags.BOUND, "gate"), gate));
                }));
        show(
                size,
                (rows, model) -> model.sizeBytes()
                        .forEach(
                                (file, bytes) -> rows.add(tags(model).and(MeterTags.FILE, file), bytes.doubleValue())));
        show(
                latency,
                (rows, model) -> model.latencies().forEach(measured -> {
                    Tags tags = tags(model)
                            .and(
                                    MeterTags.MODEL,
                                    measured.model(),
                                    MeterTags.THREADS,
                                    Integer.toString(measured.threads()));
                    rows.add(tags.and(MeterTags.PERCENTILE, "p50"), seconds(measured.p50()));
                    rows.add(tags.and(MeterTags.PERCENTILE, "p99"), seconds(measured.p99()));
                }));
        show(sqnr, (rows, model) -> model.sqnrMinimum().ifPresent(decibels -> rows.add(tags(model), decibels)));
        show(
                parity,
                (rows, model) -> model.parityMismatches().ifPresent(count -> rows.add(tags(model), (double) count)));
    }

    private void show(GaugeRows gauge, BiConsumer<GaugeRows, ModelMeasurements> fill) {
        gauge.replace(rows -> newest.values().forEach(model -> fill.accept(rows, model)));
    }

    private static Tags tags(ModelMeasurements model) {
        return Tags.of(MeterTags.PIPELINE, model.pipeline());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
