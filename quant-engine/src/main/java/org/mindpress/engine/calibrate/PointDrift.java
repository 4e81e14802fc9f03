package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.evaluate.PopulationStability;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;
import org.mindpress.engine.quant.StreamingHistogram;

/**
 * How far the values at one point are from those that its range was chosen for.
 *
 * @param point name
 * @param index population stability index over about {@value #GROUPS} groups that were equally full at calibration; exact zeros, which
 *     many activations are, are a group of their own
 * @param chance an index that other values of the same distribution seldom exceed, see {@link PopulationStability#chance}
 * @param clippedBefore share of values outside the range at calibration, in [0, 1]
 * @param clippedNow the same of the new values; both from the bins of the calibration's histogram, so that they compare
 * @param minimum smallest new value
 * @param maximum largest new value
 */
public record PointDrift(
        String point,
        double index,
        double chance,
        double clippedBefore,
        double clippedNow,
        float minimum,
        float maximum) {
    /** Groups that the index is made of, where there are enough bins. */
    static final int GROUPS = 10;

    /**
     * Compares.
     *
     * @param point name
     * @param before what calibration saw
     * @param range what it chose
     * @param now the new values
     */
    public static PointDrift of(String point, HistogramSummary before, ActivationRange range, StreamingHistogram now) {
        long[] old = before.counts().stream().mapToLong(Long::longValue).toArray();
        Rebinned rebinned = new Rebinned(before, range, now);
        List<Long> groupsBefore = new ArrayList<>(List.of(before.zeros()));
        List<Long> groupsNow = new ArrayList<>(List.of(now.zeros()));
        long each = Math.max(1, (before.total() - before.zeros()) / GROUPS);
        long filledBefore = 0;
        // what lies beyond the histogram belongs to the outermost groups
        long filledNow = rebinned.below;
        for (int bin = 0; bin < old.length; bin++) {
            filledBefore += old[bin];
            filledNow += rebinned.counts[bin];
            if (filledBefore >= each && bin < old.length - 1) {
                groupsBefore.add(filledBefore);
                groupsNow.add(filledNow);
                filledBefore = 0;
                filledNow = 0;
            }
        }
        groupsBefore.add(filledBefore);
        groupsNow.add(filledNow + rebinned.above);
        return new PointDrift(
                point,
                PopulationStability.index(array(groupsBefore), array(groupsNow)),
                PopulationStability.chance(groupsBefore.size(), before.total(), now.total()),
                outside(before, range, old) / before.total(),
                (outside(before, range, rebinned.counts) + rebinned.clipped) / now.total(),
                now.minimum(),
                now.maximum());
    }

    /** The index beyond what chance explains, not negative. */
    public double moved() {
        return Math.max(0, index - chance);
    }

    /** By how much more is clipped than calibration accepted, in [-1, 1]. */
    public double clippedMore() {
        return clippedNow - clippedBefore;
    }

    private static long[] array(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    /** Values outside a range; a bin that an end of the range goes through counts in part. */
    private static double outside(HistogramSummary bins, ActivationRange range, long[] counts) {
        double outside = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            double low = bins.lowest() + bin * bins.binWidth();
            double inside = Math.min(low + bins.binWidth(), range.high()) - Math.max(low, range.low());
            outside += counts[bin] * (1 - Math.max(0, Math.min(1, inside / bins.binWidth())));
        }
        return outside;
    }

    /** New values in the bins of an earlier histogram. */
    private static final class Rebinned {
        private final long[] counts;
        /** Values under the first bin. */
        private long below;
        /** Values over the last one. */
        private long above;
        /** Those of both that the range does not hold either. */
        private long clipped;

        /** A bin of the new values belongs where its centre lies: it is narrower, unless the values have become much larger. */
        Rebinned(HistogramSummary bins, ActivationRange range, StreamingHistogram values) {
            counts = new long[bins.counts().size()];
            for (int i = -StreamingHistogram.HALF; i < StreamingHistogram.HALF; i++) {
                double centre = (i + 0.5) * values.binWidth();
                double at = (centre - bins.lowest()) / bins.binWidth();
                long count = values.count(i);
                if (at >= 0 && at < counts.length) {
                    counts[(int) at] += count;
                } else {
                    below += at < 0 ? count : 0;
                    above += at < 0 ? 0 : count;
                    clipped += centre < range.low() || centre > range.high() ? count : 0;
                }
            }
        }
    }
}
