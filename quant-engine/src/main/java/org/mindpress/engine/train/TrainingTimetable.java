package org.mindpress.engine.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.ObserverKind;
import org.mindpress.engine.quant.PointState;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizationState;

/**
 * When each layer starts to quantise, stops observing and freezes its batch norm, in steps of one training. What an earlier training has
 * passed is not repeated.
 */
final class TrainingTimetable {
    private final QuantizationPlan plan;
    private final QuantizationState state;
    private final long steps;

    /**
     * A timetable.
     *
     * @throws IllegalArgumentException naming every point that would never be quantised, or never be observed
     */
    TrainingTimetable(QuantizationPlan plan, QuantizationState state, long steps) {
        this.plan = plan;
        this.state = state;
        this.steps = steps;
        List<String> faults = new ArrayList<>();
        for (QuantizationPoint point : plan.points()) {
            PointState known = state.point(point.name());
            if (known.delayStepsLeft() >= steps) {
                faults.add("layer " + point.name() + ": activation delay of " + known.delayStepsLeft()
                        + " steps does not pass within " + steps + " steps, so it would never be trained quantised");
            }
            if (known.range().isEmpty()
                    && (known.frozen() || point.settings().observerFreeze().steps() == 0)) {
                faults.add("layer " + point.name() + ": its observer is frozen before it has seen a batch");
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /** Whether the activations of a point are rounded at this step; false in the first {@code delay} steps. */
    boolean quantizes(String point, long step) {
        return step >= state.point(point).delayStepsLeft();
    }

    /** Whether the range of a point moves at this step. */
    boolean observes(String point, long step) {
        return !state.point(point).frozen()
                && step < plan.pointOf(point).settings().observerFreeze().steps();
    }

    /** Whether the batch norm of a layer uses its running statistics at this step. */
    boolean normalizationFrozen(String layer, long step) {
        LayerSettings settings = plan.settings(layer);
        return state.batchNormalizationFrozen().getOrDefault(layer, false)
                || step >= settings.batchNormalizationFreeze().steps();
    }

    /** Sets all switches of a network for one step. */
    void apply(TrainingNetwork network, long step) {
        network.points().forEach((name, point) -> {
            point.quantize(quantizes(name, step));
            point.observe(observes(name, step));
        });
        for (ConvolutionPart part : network.convolutions()) {
            boolean frozen = normalizationFrozen(part.convolution().name(), step);
            part.normalization()
                    .ifPresent(normalization -> normalization.control().freeze(frozen));
        }
    }

    /** The state after so many steps. */
    QuantizationState after(TrainingNetwork network, long done) {
        Map<String, PointState> points = new LinkedHashMap<>();
        network.points()
                .forEach((name, point) -> points.put(
                        name,
                        new PointState(
                                point.range(),
                                point.observedBatches() == state.point(name).count()
                                        ? state.point(name).observer()
                                        : ObserverKind.MOVING_AVERAGE,
                                point.observedBatches(),
                                !observes(name, done),
                                Math.max(0, state.point(name).delayStepsLeft() - done))));
        Map<String, Boolean> frozen = new LinkedHashMap<>();
        for (ConvolutionPart part : network.convolutions()) {
            String layer = part.convolution().name();
            frozen.put(layer, normalizationFrozen(layer, done));
        }
        return new QuantizationState(state.globalStep() + done, points, granularities(), weightBits(), frozen);
    }

    private Map<String, Granularity> granularities() {
        Map<String, Granularity> granularities = new LinkedHashMap<>();
        plan.convolutions()
                .forEach(group -> granularities.put(
                        group.layer(), plan.settings(group.layer()).granularity()));
        return granularities;
    }

    private Map<String, Integer> weightBits() {
        Map<String, Integer> bits = new LinkedHashMap<>();
        plan.convolutions()
                .forEach(group ->
                        bits.put(group.layer(), plan.settings(group.layer()).weightBits()));
        return bits;
    }

    long steps() {
        return steps;
    }
}
