package org.mindpress.engine.quant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The range chosen for a point, and what the others would have cost.
 *
 * @param chosen the estimator that decides
 * @param candidates range and cost of all four estimators
 */
public record RangeChoice(ObserverKind chosen, Map<ObserverKind, Candidate> candidates) {

    /**
     * What one estimator finds.
     *
     * @param range found
     * @param cost sum of squared errors on the histogram, see {@link RangeCost}
     */
    public record Candidate(ActivationRange range, double cost) {}

    public RangeChoice {
        candidates = Collections.unmodifiableMap(new EnumMap<>(candidates));
        if (!candidates.containsKey(chosen)) {
            throw new IllegalArgumentException(
                    "no candidate for the observer: chosen=" + chosen + ", candidates=" + candidates.keySet());
        }
    }

    /**
     * Tries all estimators.
     *
     * @param histogram of at least one value
     * @param observer which one decides; {@link ObserverKind#MOVING_AVERAGE} belongs to training and reads as min-max here
     */
    public static RangeChoice of(StreamingHistogram histogram, RangeSide side, ObserverKind observer) {
        RangeCost cost = new RangeCost(histogram);
        Map<ObserverKind, Candidate> candidates = new EnumMap<>(ObserverKind.class);
        List<ActivationRange> ranges = new ArrayList<>();
        for (RangeEstimator estimator :
                List.of(new MinMaxEstimator(), new PercentileEstimator(), new EntropyEstimator())) {
            ActivationRange range = estimator.estimate(histogram, side);
            ranges.add(range);
            candidates.put(estimator.kind(), new Candidate(range, cost.of(range)));
        }
        ActivationRange searched = new MeanSquaredErrorEstimator().estimate(cost, ranges);
        candidates.put(ObserverKind.MEAN_SQUARED_ERROR, new Candidate(searched, cost.of(searched)));
        return new RangeChoice(observer == ObserverKind.MOVING_AVERAGE ? ObserverKind.MIN_MAX : observer, candidates);
    }

    /** The range of the estimator that decides. */
    public ActivationRange range() {
        return candidate(chosen).range();
    }

    public Candidate candidate(ObserverKind kind) {
        Candidate candidate = candidates.get(kind);
        if (candidate == null) {
            throw new IllegalArgumentException("no candidate " + kind + "; there are " + candidates.keySet());
        }
        return candidate;
    }
}
