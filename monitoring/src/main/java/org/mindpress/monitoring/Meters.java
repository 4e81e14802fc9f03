package org.mindpress.monitoring;

import java.util.List;

/**
 * Every meter of mindpress, declared once. Tags have few values: run ids, keys and digests are never tags. Prometheus sees
 * the name with underscores and the unit at its end, see {@link #series()}.
 */
public enum Meters {
    /** One record for each stage that ended; its count by outcome says how stages end. */
    STAGE(
            Kind.TIMER,
            "mindpress.stage",
            "seconds",
            "Time that a stage of a run took, by how it ended",
            MeterTags.PIPELINE,
            MeterTags.STAGE,
            MeterTags.OUTCOME),
    RUNS(
            Kind.COUNTER,
            "mindpress.runs",
            "",
            "Runs that ended while this process watched, by outcome",
            MeterTags.PIPELINE,
            MeterTags.OUTCOME),
    LAST_RUN(
            Kind.GAUGE,
            "mindpress.last.run.timestamp",
            "seconds",
            "When the newest run with this outcome ended, seconds since 1970",
            MeterTags.PIPELINE,
            MeterTags.OUTCOME),
    SCHEDULE_DUE(
            Kind.GAUGE,
            "mindpress.schedule.due.timestamp",
            "seconds",
            "The newest time at which the schedule of a pipeline wanted a run, seconds since 1970",
            MeterTags.PIPELINE),
    ACCURACY(
            Kind.GAUGE,
            "mindpress.accuracy",
            "ratio",
            "Share of test images classified rightly in the newest measured run, by variant of the model",
            MeterTags.PIPELINE,
            MeterTags.VARIANT),
    /** Positive when the int8 model is worse; {@code bound} is {@code point}, an end of the 95 % interval, or the {@code gate} of the pipeline. */
    ACCURACY_DROP(
            Kind.GAUGE,
            "mindpress.accuracy.drop",
            "points",
            "Accuracy of the float model minus that of the exported int8 model, percentage points, the ends of its interval, and the gate",
            MeterTags.PIPELINE,
            MeterTags.BOUND),
    MODEL_SIZE(
            Kind.GAUGE,
            "mindpress.model.size",
            "bytes",
            "Size of a model file of the newest measured run",
            MeterTags.PIPELINE,
            MeterTags.FILE),
    LATENCY(
            Kind.GAUGE,
            "mindpress.model.latency",
            "seconds",
            "Latency of one image on the host that measured the newest run",
            MeterTags.PIPELINE,
            MeterTags.MODEL,
            MeterTags.THREADS,
            MeterTags.PERCENTILE),
    SQNR_MINIMUM(
            Kind.GAUGE,
            "mindpress.sqnr.minimum",
            "decibels",
            "Signal to quantization noise of the worst layer of the newest measured run",
            MeterTags.PIPELINE),
    PARITY_MISMATCHES(
            Kind.GAUGE,
            "mindpress.parity.mismatches",
            "",
            "Outputs that differ between the deployment and the verification file of the newest measured run",
            MeterTags.PIPELINE),
    QUEUE_LENGTH(Kind.GAUGE, "mindpress.queue.length", "", "Runs that wait for their turn in this process"),
    LISTENING(
            Kind.GAUGE,
            "mindpress.events.listening",
            "",
            "Whether the server tells of changed data as it happens, proven by a probe: 1, or 0 while webhooks and the look every minute do"),
    STORE_READ(Kind.COUNTER, "mindpress.store.read", "bytes", "Content that this process read from the artifact store"),
    STORE_WRITTEN(
            Kind.COUNTER, "mindpress.store.written", "bytes", "Content that this process wrote to the artifact store"),
    RETENTION_REMOVED(
            Kind.COUNTER, "mindpress.retention.removed", "bytes", "What this process removed because it was old"),
    DISK_FREE(
            Kind.GAUGE,
            "mindpress.disk.free",
            "bytes",
            "Free space of the file system that holds a folder of the service",
            MeterTags.FOLDER),
    DISK_SIZE(
            Kind.GAUGE,
            "mindpress.disk.size",
            "bytes",
            "Size of the file system that holds a folder of the service",
            MeterTags.FOLDER),
    CERTIFICATE_END(
            Kind.GAUGE,
            "mindpress.certificate.end.timestamp",
            "seconds",
            "When the certificate that the service shows ends, seconds since 1970; only where it speaks TLS");

    /** What a meter records. */
    public enum Kind {
        /** Durations: count, sum and greatest. */
        TIMER("_count", "_sum", "_max"),
        /** A sum that only grows while the process lives. */
        COUNTER("_total"),
        /** The newest value. */
        GAUGE("");

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> suffixes;

        Kind(String... suffixes) {
            this.suffixes = List.of(suffixes);
        }
    }

    private final Kind kind;
    private final String meterName;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> tags;

    Meters(Kind kind, String meterName, String unit, String description, String... tags) {
        this.kind = kind;
        this.meterName = meterName;
        this.unit = unit;
        this.description = description;
        this.tags = List.of(tags);
    }

    public Kind kind() {
        return kind;
    }

    /** Micrometer's name, in dots. */
    public String meterName() {
        return meterName;
    }

    /** Base unit, empty for a count of things. */
    public String unit() {
        return unit;
    }

    public String description() {
        return description;
    }

    /** Tag keys, every one of which is always present. */
    public List<String> tags() {
        return tags;
    }

    /** Names of the series that Prometheus sees, such as {@code mindpress_stage_seconds_sum}. */
    public List<String> series() {
        String family = meterName.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
        return kind.suffixes.stream().map(suffix -> family + suffix).toList();
    }
}
