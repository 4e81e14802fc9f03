package org.mindpress.engine.calibrate;

import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.RangeChoice;
import org.mindpress.engine.quant.RangeSide;

/**
 * How a point got its range.
 *
 * @param point name
 * @param side which values can occur
 * @param histogram of the float model's values, at most {@value #BINS} bins
 * @param range final
 * @param parameters final scale and zero point
 * @param trained whether the range came out of training and was kept
 * @param choice what the estimators found on the histogram and what it costs; decides only where no trained range was kept
 * @param cost of the final range on the histogram, to compare with those in {@code choice}
 */
public record PointReport(
        String point,
        RangeSide side,
        HistogramSummary histogram,
        ActivationRange range,
        QuantizationParameters parameters,
        boolean trained,
        RangeChoice choice,
        double cost) {
    /** Most bins of the histogram. */
    public static final int BINS = 128;

    PointReport withFinal(ActivationRange other, double otherCost) {
        return new PointReport(point, side, histogram, other, other.parameters(), trained, choice, otherCost);
    }
}
