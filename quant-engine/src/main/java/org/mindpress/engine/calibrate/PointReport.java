package org.mindpress.engine.calibrate;

import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.RangeChoice;
import org.mindpress.engine.quant.RangeCost;
import org.mindpress.engine.quant.RangeSide;
import org.mindpress.engine.quant.StreamingHistogram;

/**
 * How a point got its range.
 *
 * @param point name
 * @param side which values can occur
 * @param histogram of the float model's values, at most {@value #BINS} bins
 * @param range final
 * @param parameters final scale and zero point
 * @param source who decided the range
 * @param choice what the estimators found on the histogram and what it costs; decides only a searched range
 * @param cost of the final range on the histogram, to compare with those in {@code choice}
 */
public record PointReport(
        String point,
        RangeSide side,
        HistogramSummary histogram,
        ActivationRange range,
        QuantizationParameters parameters,
        RangeSource source,
        RangeChoice choice,
        double cost) {
    /** Most bins of the histogram. */
    public static final int BINS = 128;

    PointReport withFinal(ActivationRange other, double otherCost) {
        return new PointReport(point, side, histogram, other, other.parameters(), source, choice, otherCost);
    }

    /** A point whose parameters are given, seen on a histogram. */
    static PointReport given(QuantizationPoint point, QuantizationParameters parameters, StreamingHistogram histogram) {
        ActivationRange range = new ActivationRange(parameters.lowest(), parameters.highest());
        return new PointReport(
                point.name(),
                point.side(),
                histogram.summary(BINS),
                range,
                parameters,
                RangeSource.GIVEN,
                RangeChoice.of(histogram, point.side(), point.observer()),
                new RangeCost(histogram).of(range));
    }
}
