package org.mindpress.engine.quant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far quantisation has come between two stages; the content of {@code quantization.json}, always in the int8 domain.
 *
 * @param globalStep training steps so far, over all stages
 * @param points by point name, in plan order
 * @param granularities of the weights by layer
 * @param weightBits of the weights by layer
 * @param batchNormalizationFrozen by layer
 */
public record QuantizationState(
        long globalStep,
        Map<String, PointState> points,
        Map<String, Granularity> granularities,
        Map<String, Integer> weightBits,
        Map<String, Boolean> batchNormalizationFrozen) {

    public QuantizationState {
        points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
        granularities = Collections.unmodifiableMap(new LinkedHashMap<>(granularities));
        weightBits = Collections.unmodifiableMap(new LinkedHashMap<>(weightBits));
        batchNormalizationFrozen = Collections.unmodifiableMap(new LinkedHashMap<>(batchNormalizationFrozen));
    }

    /** The state of a float model: nothing observed, the delays of the plan (in steps) ahead. */
    public static QuantizationState initial(QuantizationPlan plan) {
        Map<String, PointState> points = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            points.put(
                    point.name(),
                    new PointState(
                            Optional.empty(),
                            ObserverKind.MOVING_AVERAGE,
                            0,
                            false,
                            point.settings().activationDelay().steps()));
        }
        return new QuantizationState(
                0,
                points,
                byLayer(plan, layer -> plan.settings(layer).granularity()),
                byLayer(plan, layer -> plan.settings(layer).weightBits()),
                byLayer(plan, layer -> false));
    }

    private static <T> Map<String, T> byLayer(QuantizationPlan plan, Function<String, T> value) {
        return plan.convolutions().stream()
                .map(QuantizationGroup::layer)
                .collect(Collectors.toMap(layer -> layer, value, (a, b) -> a, LinkedHashMap::new));
    }

    public PointState point(String name) {
        PointState state = points.get(name);
        if (state == null) {
            throw new IllegalArgumentException("no point " + name + "; there are " + points.keySet());
        }
        return state;
    }
}
