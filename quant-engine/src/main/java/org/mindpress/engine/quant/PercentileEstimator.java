package org.mindpress.engine.quant;

/** Leaves out the largest values, and on its own side the smallest: a share of all values lies below the upper end. Linear inside a bin. */
public final class PercentileEstimator implements RangeEstimator {
    /** 99.99 %. */
    public static final double DEFAULT_SHARE = 0.9999;

    private final double share;

    public PercentileEstimator() {
        this(DEFAULT_SHARE);
    }

    /**
     * An estimator with another share.
     *
     * @param share of the values that lie below the upper end, above 0.5 and at most 1
     */
    public PercentileEstimator(double share) {
        if (!(share > 0.5 && share <= 1)) {
            throw new IllegalArgumentException("the share must lie in (0.5, 1]: share=" + share);
        }
        this.share = share;
    }

    @Override
    public ObserverKind kind() {
        return ObserverKind.PERCENTILE;
    }

    @Override
    public ActivationRange estimate(StreamingHistogram histogram, RangeSide side) {
        return new ActivationRange(Math.min(0f, -end(histogram, -1)), Math.max(0f, end(histogram, 1))).cutTo(side);
    }

    /** The upper end of the values times the sign; 0 when it lies on the other side of zero. */
    private float end(StreamingHistogram histogram, int sign) {
        double beyond = (1 - share) * histogram.total();
        double extreme = sign > 0 ? histogram.maximum() : -histogram.minimum();
        double passed = 0;
        for (int i = StreamingHistogram.HALF - 1; i >= 0; i--) {
            long count = histogram.count(sign > 0 ? i : -1 - i);
            if (count > 0 && passed + count > beyond) {
                double end = histogram.binWidth() * (i + 1 - (beyond - passed) / count);
                return (float) Math.min(end, Math.max(0, extreme));
            }
            passed += count;
        }
        return 0f;
    }
}
