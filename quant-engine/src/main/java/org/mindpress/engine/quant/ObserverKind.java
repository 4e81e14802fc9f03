package org.mindpress.engine.quant;

/** How the range of a point is found. */
public enum ObserverKind {
    /** Exponential moving average of the batch minimum and maximum; for training. */
    MOVING_AVERAGE("moving-average"),
    MIN_MAX("min-max"),
    PERCENTILE("percentile"),
    ENTROPY("entropy"),
    /** Least squared error on the histogram; the default of calibration. */
    MEAN_SQUARED_ERROR("mse");

    private final String spelling;

    ObserverKind(String spelling) {
        this.spelling = spelling;
    }

    /** The one spelling in pipeline files, JSON and reports. */
    public String spelling() {
        return spelling;
    }
}
