package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.calibrate.CalibrationProgress.Phase;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.PointState;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.RangeCost;
import org.mindpress.engine.quant.StreamingHistogram;

/**
 * Makes a float model final in int8: folds batch norm, finds the ranges that training has not found, quantises weights and corrects
 * biases. The result depends on model, plan, state, images and the numbers of images in the settings, not on iterations, memory limit
 * or threads.
 *
 * <p>Ranges in the state come from training and are kept, but for the logits', which is widened to what calibration sees: logits are
 * never clipped. A trained model's biases are corrected only if its validation accuracy is not worse afterwards; without a validation
 * they are left alone. Thread-safe.
 */
public final class Calibration {
    private final CalibrationSettings settings;
    private final ActivationSource.Factory activations;

    /**
     * A calibration.
     *
     * @param settings as the pipeline says
     * @param activations runs the float model
     */
    public Calibration(CalibrationSettings settings, ActivationSource.Factory activations) {
        this.settings = settings;
        this.activations = activations;
    }

    /**
     * Calibrates.
     *
     * @throws IllegalArgumentException when there are too few images or a value is not finite, with its place
     */
    public CalibrationResult run(CalibrationInputs inputs, CalibrationListener listener) {
        List<String> notes = new ArrayList<>();
        CalibrationSettings own = fitted(inputs.images(), notes);
        ModelGraph folded = BatchNormalizationFolding.fold(inputs.graph());
        QuantizationPlan plan = inputs.plan().forGraph(folded);
        boolean trained = isTrained(inputs.state());
        if (trained && inputs.validation().isEmpty() && own.biasImages() > 0) {
            notes.add("biases were left as training made them: correcting them needs a validation");
            own = new CalibrationSettings(own.images(), own.iterations(), 0, own.memoryLimitBytes(), own.threads());
        }
        Observation observation =
                Observation.of(new Observation.Pass(folded, plan, inputs.images(), own, activations), listener);
        List<PointReport> found =
                new RangeDecision(plan, inputs.state(), notes).decide(observation.histograms(), listener);
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        found.forEach(point -> ranges.put(point.point(), point.range()));
        ModelNumbers numbers = LayerNumbers.quantize(folded, plan, ranges, notes);
        QuantizedModel model = numbers.model(folded, plan, inputs.input());
        List<BiasReport> biases = List.of();
        Optional<ValidationComparison> comparison = Optional.empty();
        boolean keeps = own.biasImages() > 0;
        if (keeps) {
            BiasCorrection correction = new BiasCorrection(folded, plan, numbers, observation.means());
            QuantizedModel corrected =
                    correction.run(inputs.images(), own, listener).model(folded, plan, inputs.input());
            biases = correction.reports();
            notes.addAll(correction.notes());
            comparison = compare(inputs, model, corrected, listener);
            keeps = comparison.map(ValidationComparison::keepsCorrection).orElse(true);
            comparison
                    .filter(both -> !both.keepsCorrection())
                    .ifPresent(both -> notes.add("corrected biases were rejected: validation accuracy "
                            + both.corrected() + ", without them " + both.uncorrected()));
            model = keeps ? corrected : model;
        }
        return new CalibrationResult(
                model,
                finalState(inputs.state(), plan, found, numbers, own.images()),
                finalReports(found, numbers, observation.histograms()),
                biases,
                comparison,
                keeps,
                notes);
    }

    /**
     * Passes on a model whose numbers are final already, because its file was quantised before. The images only show what its ranges cost
     * and what other ranges would have cost.
     *
     * @throws IllegalArgumentException as {@link #run} does
     */
    public CalibrationResult keep(QuantizedModel model, CalibrationImages images, CalibrationListener listener) {
        List<String> notes = new ArrayList<>();
        CalibrationSettings own = fitted(images, notes);
        own = new CalibrationSettings(own.images(), own.iterations(), 0, own.memoryLimitBytes(), own.threads());
        Observation observation =
                Observation.of(new Observation.Pass(model.graph(), model.plan(), images, own, activations), listener);
        List<PointReport> points = new ArrayList<>();
        Map<String, PointState> states = new LinkedHashMap<>();
        QuantizationState initial = QuantizationState.initial(model.plan());
        for (QuantizationPoint point : model.plan().points()) {
            PointReport report =
                    PointReport.given(point, model.parametersOf(point.name()), observation.histogram(point.name()));
            points.add(report);
            states.put(
                    point.name(),
                    new PointState(
                            Optional.of(report.range()),
                            initial.point(point.name()).observer(),
                            0,
                            true,
                            0));
            listener.advanced(CalibrationProgress.of(
                    Phase.SEARCH, points.size(), model.plan().points().size()));
        }
        notes.add(
                "scales, zero points, weights and biases are those of the quantised file; nothing was searched or corrected");
        return new CalibrationResult(
                model,
                frozen(model.plan(), initial.globalStep(), states),
                points,
                List.of(),
                Optional.empty(),
                false,
                notes);
    }

    /**
     * One pass over new images, to compare what they make of a model with what its calibration saw.
     *
     * @param graph float model as calibration had it, with batch norm or already folded
     * @param plan of that graph
     * @param images unlabelled
     * @return the values by point name, in plan order
     * @throws IllegalArgumentException as {@link #run} does
     */
    public Map<String, StreamingHistogram> observe(
            ModelGraph graph, QuantizationPlan plan, CalibrationImages images, CalibrationListener listener) {
        CalibrationSettings own = fitted(images, new ArrayList<>());
        own = new CalibrationSettings(own.images(), own.iterations(), 0, own.memoryLimitBytes(), own.threads());
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        return Observation.of(new Observation.Pass(folded, plan.forGraph(folded), images, own, activations), listener)
                .histograms();
    }

    private CalibrationSettings fitted(CalibrationImages images, List<String> notes) {
        if (images.count() < CalibrationSettings.FEWEST_IMAGES) {
            throw new IllegalArgumentException((images.count() == 0
                            ? "the calibration set is empty"
                            : "the calibration set has only " + images.count() + " images")
                    + ": calibration needs at least " + CalibrationSettings.FEWEST_IMAGES + ", better "
                    + CalibrationSettings.FEW_IMAGES
                    + " or more unlabelled training images. Remedy: give it more");
        }
        CalibrationSettings own = settings;
        if (images.count() < settings.images()) {
            notes.add(
                    "the calibration set has " + images.count() + " images; " + settings.images() + " were asked for");
            own = settings.withImages(images.count());
        }
        if (own.images() < CalibrationSettings.FEW_IMAGES) {
            notes.add("warning: " + own.images() + " calibration images are few; ranges and biases are firmer with "
                    + CalibrationSettings.FEW_IMAGES + " or more");
        }
        return own;
    }

    private static boolean isTrained(QuantizationState state) {
        return state.points().values().stream().anyMatch(point -> point.range().isPresent());
    }

    private static Optional<ValidationComparison> compare(
            CalibrationInputs inputs, QuantizedModel model, QuantizedModel corrected, CalibrationListener listener) {
        return inputs.validation().map(validation -> {
            listener.advanced(CalibrationProgress.of(Phase.VALIDATE, 0, 2));
            double without = validation.applyAsDouble(model);
            listener.advanced(CalibrationProgress.of(Phase.VALIDATE, 1, 2));
            double with = validation.applyAsDouble(corrected);
            listener.advanced(CalibrationProgress.of(Phase.VALIDATE, 2, 2));
            return new ValidationComparison(without, with);
        });
    }

    private static QuantizationState finalState(
            QuantizationState state, QuantizationPlan plan, List<PointReport> found, ModelNumbers numbers, int images) {
        Map<String, PointState> points = new LinkedHashMap<>();
        for (PointReport point : found) {
            PointState before = state.point(point.point());
            points.put(
                    point.point(),
                    new PointState(
                            Optional.ofNullable(numbers.ranges().get(point.point())),
                            point.source() == RangeSource.TRAINED
                                    ? before.observer()
                                    : point.choice().chosen(),
                            point.source() == RangeSource.TRAINED ? before.count() : images,
                            true,
                            0));
        }
        return frozen(plan, state.globalStep(), points);
    }

    private static QuantizationState frozen(QuantizationPlan plan, long globalStep, Map<String, PointState> points) {
        QuantizationState fresh = QuantizationState.initial(plan);
        Map<String, Boolean> frozen = new LinkedHashMap<>(fresh.batchNormalizationFrozen());
        frozen.replaceAll((layer, before) -> true);
        return new QuantizationState(globalStep, points, fresh.granularities(), fresh.weightBits(), frozen);
    }

    /** The limits of the device may have widened a range after it was decided. */
    private static List<PointReport> finalReports(
            List<PointReport> found, ModelNumbers numbers, Map<String, StreamingHistogram> histograms) {
        List<PointReport> reports = new ArrayList<>();
        for (PointReport point : found) {
            ActivationRange range = numbers.ranges().getOrDefault(point.point(), point.range());
            StreamingHistogram histogram = histograms.get(point.point());
            reports.add(
                    range.equals(point.range()) || histogram == null
                            ? point
                            : point.withFinal(range, new RangeCost(histogram).of(range)));
        }
        return reports;
    }
}
