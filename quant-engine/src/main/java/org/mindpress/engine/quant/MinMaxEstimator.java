package org.mindpress.engine.quant;

/** From the smallest to the largest value: nothing is clipped. The only one for logits. */
public final class MinMaxEstimator implements RangeEstimator {

    @Override
    public ObserverKind kind() {
        return ObserverKind.MIN_MAX;
    }

    @Override
    public ActivationRange estimate(StreamingHistogram histogram, RangeSide side) {
        return new ActivationRange(histogram.minimum(), histogram.maximum()).cutTo(side);
    }
}
