package org.mindpress.engine.quant;

/** Finds the range of a point from the histogram of all its values. Implementations are immutable. */
public interface RangeEstimator {

    /** What it is called in policies and reports. */
    ObserverKind kind();

    /**
     * The range, which contains zero and obeys the side.
     *
     * @param histogram of at least one value
     * @param side which values can occur
     */
    ActivationRange estimate(StreamingHistogram histogram, RangeSide side);
}
