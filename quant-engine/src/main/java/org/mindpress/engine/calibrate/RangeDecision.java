package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.calibrate.CalibrationProgress.Phase;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.PercentileEstimator;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.RangeChoice;
import org.mindpress.engine.quant.RangeCost;
import org.mindpress.engine.quant.StreamingHistogram;

/** Decides the range of every point: the trained one where there is one, else what the point's observer finds. */
final class RangeDecision {
    private static final double OUTLIER_SHARE = 0.999;
    private static final double LARGE_OUTLIER = 32;

    private final QuantizationPlan plan;
    private final QuantizationState state;
    private final List<String> notes;

    RangeDecision(QuantizationPlan plan, QuantizationState state, List<String> notes) {
        this.plan = plan;
        this.state = state;
        this.notes = notes;
    }

    List<PointReport> decide(Map<String, StreamingHistogram> histograms, CalibrationListener listener) {
        List<PointReport> reports = new ArrayList<>();
        List<QuantizationPoint> points = plan.points();
        for (QuantizationPoint point : points) {
            StreamingHistogram histogram = histograms.get(point.name());
            if (histogram == null) {
                throw new IllegalStateException("no histogram of point " + point.name());
            }
            reports.add(decide(point, histogram));
            listener.advanced(CalibrationProgress.of(Phase.SEARCH, reports.size(), points.size()));
        }
        long kept = reports.stream()
                .filter(report -> report.source() == RangeSource.TRAINED)
                .count();
        if (kept > 0) {
            notes.add("ranges: " + kept + " of " + reports.size() + " kept from training, " + (reports.size() - kept)
                    + " searched");
        }
        return reports;
    }

    private PointReport decide(QuantizationPoint point, StreamingHistogram histogram) {
        RangeChoice choice = RangeChoice.of(histogram, point.side(), point.observer());
        Optional<ActivationRange> trained = state.point(point.name()).range();
        ActivationRange range = trained.map(kept -> kept.cutTo(point.side())).orElseGet(choice::range);
        if (trained.isPresent() && point.logits()) {
            range = unclipped(point, range, histogram);
        }
        if (trained.isEmpty()) {
            noteOutlier(point, histogram);
        }
        return new PointReport(
                point.name(),
                point.side(),
                histogram.summary(PointReport.BINS),
                range,
                range.parameters(),
                trained.isPresent() ? RangeSource.TRAINED : RangeSource.SEARCHED,
                choice,
                new RangeCost(histogram).of(range));
    }

    private ActivationRange unclipped(QuantizationPoint point, ActivationRange range, StreamingHistogram histogram) {
        ActivationRange whole = new ActivationRange(
                        Math.min(range.low(), histogram.minimum()), Math.max(range.high(), histogram.maximum()))
                .withZero();
        if (!whole.equals(range)) {
            notes.add("point " + point.name() + ": the trained range [" + range.low() + ", " + range.high()
                    + "] was widened to [" + whole.low() + ", " + whole.high() + "], because logits are never clipped");
        }
        return whole;
    }

    private void noteOutlier(QuantizationPoint point, StreamingHistogram histogram) {
        ActivationRange most = new PercentileEstimator(OUTLIER_SHARE).estimate(histogram, point.side());
        double usual = Math.max(-most.low(), most.high());
        double largest = Math.max(Math.abs(histogram.minimum()), Math.abs(histogram.maximum()));
        if (usual > 0 && largest > LARGE_OUTLIER * usual) {
            notes.add("point " + point.name() + ": the largest magnitude " + largest + " is more than "
                    + (int) LARGE_OUTLIER + " times the 99.9th percentile " + usual
                    + "; few bins are left for the rest, so look at its range");
        }
    }
}
