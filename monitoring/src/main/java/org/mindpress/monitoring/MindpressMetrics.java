package org.mindpress.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The one place that records: stages and runs as they end, the newest measurements of each pipeline's model, the queue, the
 * store. Make one a registry. Thread-safe.
 */
public final class MindpressMetrics {
    private final MeterRegistry registry;
    private final ModelGauges models;
    private final GaugeRows lastRuns;
    private final Map<LastRun, Instant> lastRunTimes = new TreeMap<>();
    private final GaugeRows schedules;
    private final AtomicInteger queueLength = new AtomicInteger();
    private final AtomicInteger listening = new AtomicInteger();
    private final Counter read;
    private final Counter written;
    private final Counter removed;

    public MindpressMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.models = new ModelGauges(registry);
        this.lastRuns = new GaugeRows(Meters.LAST_RUN, registry);
        this.schedules = new GaugeRows(Meters.SCHEDULE_DUE, registry);
        this.read = counter(Meters.STORE_READ);
        this.written = counter(Meters.STORE_WRITTEN);
        this.removed = counter(Meters.RETENTION_REMOVED);
        Gauge.builder(Meters.QUEUE_LENGTH.meterName(), queueLength, AtomicInteger::get)
                .description(Meters.QUEUE_LENGTH.description())
                .strongReference(true)
                .register(registry);
        Gauge.builder(Meters.LISTENING.meterName(), listening, AtomicInteger::get)
                .description(Meters.LISTENING.description())
                .strongReference(true)
                .register(registry);
    }

    /** A stage ended. */
    public void stageFinished(String pipeline, String stage, String outcome, Duration took) {
        Timer.builder(Meters.STAGE.meterName())
                .description(Meters.STAGE.description())
                .tags(
                        MeterTags.PIPELINE, pipeline,
                        MeterTags.STAGE, stage,
                        MeterTags.OUTCOME, outcome)
                .register(registry)
                .record(took);
    }

    /** A run ended while this process watched. */
    public void runFinished(String pipeline, String outcome, Instant at) {
        Counter.builder(Meters.RUNS.meterName())
                .description(Meters.RUNS.description())
                .tags(MeterTags.PIPELINE, pipeline, MeterTags.OUTCOME, outcome)
                .register(registry)
                .increment();
        lastRun(pipeline, outcome, at);
    }

    /** Some process ended a run at that time, as its outcome in the bucket says; older news than known is ignored. */
    public synchronized void lastRun(String pipeline, String outcome, Instant at) {
        lastRunTimes.merge(new LastRun(pipeline, outcome), at, (one, other) -> one.isAfter(other) ? one : other);
        lastRuns.replace(rows -> lastRunTimes.forEach((run, time) ->
                rows.add(Tags.of(MeterTags.PIPELINE, run.pipeline, MeterTags.OUTCOME, run.outcome), (double)
                        time.getEpochSecond())));
    }

    /** Replaces the model gauges of the pipeline, and only those, unless newer measurements are shown already. */
    public void record(ModelMeasurements measurements) {
        models.record(measurements);
    }

    /** The newest time at which each schedule wanted a run, by pipeline; exactly these are shown. */
    public synchronized void schedulesDue(Map<String, Instant> due) {
        schedules.replace(rows -> new TreeMap<>(due)
                .forEach((pipeline, time) ->
                        rows.add(Tags.of(MeterTags.PIPELINE, pipeline), (double) time.getEpochSecond())));
    }

    /** Shows the space of the file system that holds a folder, or will hold it, asked anew at each scrape. */
    public void watchDisk(String name, Path folder) {
        diskGauge(Meters.DISK_FREE, name, folder, File::getUsableSpace);
        diskGauge(Meters.DISK_SIZE, name, folder, File::getTotalSpace);
    }

    private void diskGauge(Meters meter, String name, Path folder, ToLongFunction<File> space) {
        Path whole = folder.toAbsolutePath();
        Gauge.builder(meter.meterName(), () -> space.applyAsLong(existing(whole)))
                .description(meter.description())
                .baseUnit(meter.unit())
                .tag(MeterTags.FOLDER, name)
                .strongReference(true)
                .register(registry);
    }

    private static File existing(Path folder) {
        File place = folder.toFile();
        return place.exists() || folder.getParent() == null ? place : existing(folder.getParent());
    }

    /** Shows when the certificate of the service ends, asked anew at each scrape. */
    public void watchCertificate(Supplier<Instant> end) {
        Gauge.builder(Meters.CERTIFICATE_END.meterName(), () -> end.get().getEpochSecond())
                .description(Meters.CERTIFICATE_END.description())
                .baseUnit(Meters.CERTIFICATE_END.unit())
                .strongReference(true)
                .register(registry);
    }

    /** Number of runs that wait now. */
    public void queueLength(int runs) {
        queueLength.set(runs);
    }

    /** Whether the server tells of changed data as it happens. */
    public void listening(boolean heard) {
        listening.set(heard ? 1 : 0);
    }

    /** Content bytes read from the store. */
    public void bytesRead(long count) {
        read.increment((double) count);
    }

    /** Content bytes written to the store. */
    public void bytesWritten(long count) {
        written.increment((double) count);
    }

    /** Bytes that went because they were old. */
    public void bytesRemoved(long count) {
        removed.increment((double) count);
    }

    private Counter counter(Meters meter) {
        return Counter.builder(meter.meterName())
                .description(meter.description())
                .baseUnit(meter.unit())
                .register(registry);
    }

    private record LastRun(String pipeline, String outcome) implements Comparable<LastRun> {
        @Override
        public int compareTo(LastRun other) {
            int byPipeline = pipeline.compareTo(other.pipeline);
            return byPipeline != 0 ? byPipeline : outcome.compareTo(other.outcome);
        }
    }
}
