package org.mindpress.engine.quant;

import java.util.List;

/**
 * The range with the least {@link RangeCost}. One-sided: {@code T = end * 2^(-j/8)}, j = 0 to 40, then 16 steps between the neighbours
 * of the best. Two-sided: both ends by {@code 2^(-j/4)}, j = 0 to 20, then two refinements, each four times finer. The ranges of all
 * other estimators are candidates too, so none of them can cost less.
 */
public final class MeanSquaredErrorEstimator implements RangeEstimator {
    private static final List<RangeEstimator> OTHERS =
            List.of(new MinMaxEstimator(), new PercentileEstimator(), new EntropyEstimator());
    private static final int ONE_SIDED_STEPS = 40;
    private static final int TWO_SIDED_STEPS = 20;
    private static final int REFINED_STEPS = 16;

    @Override
    public ObserverKind kind() {
        return ObserverKind.MEAN_SQUARED_ERROR;
    }

    @Override
    public ActivationRange estimate(StreamingHistogram histogram, RangeSide side) {
        RangeCost cost = new RangeCost(histogram);
        List<ActivationRange> others = OTHERS.stream()
                .map(estimator -> estimator.estimate(histogram, side))
                .toList();
        return estimate(cost, others);
    }

    /**
     * The search with costs and candidates at hand.
     *
     * @param cost of the histogram
     * @param others ranges of the other estimators, min-max first
     */
    ActivationRange estimate(RangeCost cost, List<ActivationRange> others) {
        Best best = new Best(cost, others.get(0));
        others.forEach(best::offer);
        ActivationRange whole = others.get(0);
        if (whole.low() < 0 && whole.high() > 0) {
            searchBoth(best, whole);
        } else {
            searchOne(best, whole);
        }
        return best.range;
    }

    private static void searchOne(Best best, ActivationRange whole) {
        int at = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j <= ONE_SIDED_STEPS; j++) {
            double cost = best.offer(shrunk(whole, j / 8.0, j / 8.0));
            if (cost < least) {
                least = cost;
                at = j;
            }
        }
        for (int i = 1; i < REFINED_STEPS; i++) {
            double exponent = Math.max(0, (at - 1 + 2.0 * i / REFINED_STEPS) / 8);
            best.offer(shrunk(whole, exponent, exponent));
        }
    }

    private static void searchBoth(Best best, ActivationRange whole) {
        double low = 0;
        double high = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= TWO_SIDED_STEPS; i++) {
            for (int j = 0; j <= TWO_SIDED_STEPS; j++) {
                double cost = best.offer(shrunk(whole, i / 4.0, j / 4.0));
                if (cost < least) {
                    least = cost;
                    low = i / 4.0;
                    high = j / 4.0;
                }
            }
        }
        for (double step : new double[] {1 / 16.0, 1 / 64.0}) {
            double lowCentre = low;
            double highCentre = high;
            for (int i = -3; i <= 3; i++) {
                for (int j = -3; j <= 3; j++) {
                    double lowExponent = Math.max(0, lowCentre + i * step);
                    double highExponent = Math.max(0, highCentre + j * step);
                    double cost = best.offer(shrunk(whole, lowExponent, highExponent));
                    if (cost < least) {
                        least = cost;
                        low = lowExponent;
                        high = highExponent;
                    }
                }
            }
        }
    }

    private static ActivationRange shrunk(ActivationRange whole, double lowExponent, double highExponent) {
        return new ActivationRange(
                (float) (whole.low() * Math.pow(2, -lowExponent)), (float) (whole.high() * Math.pow(2, -highExponent)));
    }

    private static final class Best {
        private final RangeCost cost;
        private ActivationRange range;
        private double least = Double.POSITIVE_INFINITY;

        Best(RangeCost cost, ActivationRange first) {
            this.cost = cost;
            this.range = first;
        }

        double offer(ActivationRange candidate) {
            double own = cost.of(candidate);
            if (own < least) {
                least = own;
                range = candidate;
            }
            return own;
        }
    }
}
