package org.mindpress.processors.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.mindpress.engine.evaluate.Gate;
import org.mindpress.engine.evaluate.Interval;
import org.mindpress.engine.evaluate.PairedComparison;
import org.mindpress.engine.evaluate.Verdict;
import org.mindpress.monitoring.ModelMeasurements;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunStatus;

/** The names of the figures that {@code verify} measures, and what follows from them. A figure that was not measured is absent. */
public final class Figures {
    /** Variants of {@link #accuracy}: share of right answers, 0 to 1. */
    public static final List<String> VARIANTS = List.of("float", "trained", "simulated", "integer");
    /** Files of {@link #size}. */
    public static final List<String> FILES = List.of("float", "deployment", "verification", "qdq");
    /** Models of {@link #latency}. */
    public static final List<String> LATENCY_MODELS = List.of("float", "qdq");
    /** Test images. */
    public static final String IMAGES = "images";
    /** Images that the float model gets right and the int8 model wrong. */
    public static final String LOST = "lost";
    /** Images that the int8 model gets right and the float model wrong. */
    public static final String GAINED = "gained";
    /** Float minus integer accuracy, percentage points. */
    public static final String DROP = "drop.points";
    /** Lower end of its 95 % interval. */
    public static final String DROP_LOW = "drop.low.points";
    /** Upper end of its 95 % interval. */
    public static final String DROP_HIGH = "drop.high.points";
    /** The greatest drop that the pipeline allows, percentage points; a setting, beside the figures that it judged. */
    public static final String GATE = "gate.drop.points";
    /** Images whose prediction differs between simulation and integer execution. */
    public static final String SIMULATION_DIFFERS = "simulated.integer.differing";
    /** Logits compared between the QDQ file in ONNX Runtime and integer execution. */
    public static final String SIMULATION_LOGITS_COMPARED = "simulated.integer.logits.compared";
    /** Of these, differing. */
    public static final String SIMULATION_LOGITS_DIFFERING = "simulated.integer.logits.differing";
    /** Int8 logits compared between deployment and verification file. */
    public static final String PARITY_COMPARED = "parity.compared";
    /** Of these, differing. */
    public static final String PARITY_DIFFERING = "parity.differing";
    /** Values of intermediate tensors compared. */
    public static final String PARITY_TENSORS_COMPARED = "parity.tensors.compared";
    /** Of these, differing. */
    public static final String PARITY_TENSORS_DIFFERING = "parity.tensors.differing";
    /** Signal to quantisation noise of the worst layer, decibels. */
    public static final String SQNR_MINIMUM = "sqnr.minimum.decibels";

    private Figures() {}

    public static String accuracy(String variant) {
        return "accuracy." + variant;
    }

    public static String size(String file) {
        return "size." + file + ".bytes";
    }

    /** One image, seconds; the percentile is 50 or 99. */
    public static String latency(String model, int threads, int percentile) {
        return "latency." + model + "." + threads + ".p" + percentile + ".seconds";
    }

    /**
     * What the figures say about a run.
     *
     * @param status of the run
     * @param reason for people
     */
    public record Judgement(RunStatus status, String reason) {
        Judgement onGeneratedData() {
            return new Judgement(status, reason + "; generated data, accuracy meaningless");
        }
    }

    /** The same by the settings of a pipeline, whose images may be made up. */
    public static Judgement judge(SortedMap<String, Double> figures, Pipeline pipeline) {
        Judgement judgement = judge(figures, pipeline.gateDropPoints());
        return pipeline.data().generated() ? judgement.onGeneratedData() : judgement;
    }

    /** The gate goes by the interval of the drop; parity is demanded always. */
    public static Judgement judge(SortedMap<String, Double> figures, OptionalDouble gateDropPoints) {
        long differing = whole(figures, PARITY_DIFFERING) + whole(figures, PARITY_TENSORS_DIFFERING);
        if (differing > 0) {
            return new Judgement(
                    RunStatus.FAILED,
                    differing + " values differ between deployment and verification file: the exported model does not"
                            + " compute what was measured");
        }
        PairedComparison comparison = new PairedComparison(
                (int) whole(figures, LOST), (int) whole(figures, GAINED), (int) whole(figures, IMAGES));
        Interval interval = comparison.interval();
        String measured = String.format(
                Locale.ROOT,
                "the accuracy drop is %.2f points, 95 %% interval [%.2f, %.2f], on %,d images",
                comparison.dropPoints(),
                interval.low() * 100,
                interval.high() * 100,
                comparison.images());
        if (gateDropPoints.isEmpty()) {
            return new Judgement(RunStatus.PASSED, measured + "; there is no gate");
        }
        Gate gate = new Gate(gateDropPoints.getAsDouble());
        Verdict verdict = gate.judge(comparison);
        String limit = String.format(Locale.ROOT, "; the gate is %.2f points", gate.limitPoints());
        return switch (verdict) {
            case PASS -> new Judgement(RunStatus.PASSED, measured + limit);
            case FAIL -> new Judgement(RunStatus.FAILED, measured + limit);
            case INCONCLUSIVE ->
                new Judgement(
                        RunStatus.INCONCLUSIVE, measured + limit + " and lies inside the interval: test more images");
        };
    }

    /** The figures of an outcome for the gauges; empty for a run that measured nothing. */
    public static Optional<ModelMeasurements> measurements(RunOutcome outcome) {
        SortedMap<String, Double> figures = outcome.figures();
        if (!figures.containsKey(IMAGES)) {
            return Optional.empty();
        }
        Map<String, Double> accuracy = new LinkedHashMap<>();
        VARIANTS.forEach(variant ->
                Optional.ofNullable(figures.get(accuracy(variant))).ifPresent(value -> accuracy.put(variant, value)));
        Map<String, Long> sizes = new LinkedHashMap<>();
        FILES.stream()
                .filter(file -> figures.containsKey(size(file)))
                .forEach(file -> sizes.put(file, whole(figures, size(file))));
        List<ModelMeasurements.Latency> latencies = new ArrayList<>();
        for (String model : LATENCY_MODELS) {
            for (int threads = 1; threads <= 2; threads++) {
                Double half = figures.get(latency(model, threads, 50));
                Double most = figures.get(latency(model, threads, 99));
                if (half != null && most != null) {
                    latencies.add(new ModelMeasurements.Latency(model, threads, seconds(half), seconds(most)));
                }
            }
        }
        Double point = figures.get(DROP);
        Double low = figures.get(DROP_LOW);
        Double high = figures.get(DROP_HIGH);
        return Optional.of(new ModelMeasurements(
                outcome.pipeline(),
                accuracy,
                point == null || low == null || high == null
                        ? Optional.empty()
                        : Optional.of(new ModelMeasurements.Drop(point, low, high, optional(figures, GATE))),
                sizes,
                latencies,
                optional(figures, SQNR_MINIMUM),
                figures.containsKey(PARITY_DIFFERING)
                        ? OptionalLong.of(whole(figures, PARITY_DIFFERING))
                        : OptionalLong.empty(),
                outcome.finishedAt()));
    }

    private static OptionalDouble optional(SortedMap<String, Double> figures, String name) {
        Double value = figures.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Duration seconds(double value) {
        return Duration.ofNanos(Math.round(value * 1e9));
    }

    private static long whole(SortedMap<String, Double> figures, String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw new IllegalArgumentException("figure " + name + " is missing");
        }
        return Math.round(value);
    }
}
