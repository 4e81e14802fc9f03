package org.mindpress.processors.stage;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mindpress.engine.calibrate.PointDrift;
import org.mindpress.engine.evaluate.PopulationStability;

/**
 * Decides what new data are a reason for. A model that answers otherwise than before, seen at its logits, needs all stages. Where only values
 * inside have moved, or more of them are clipped, it is the ranges that do not fit.
 */
final class DriftRule {
    /**
     * What counts, and what does not. Measured with ResNet-20 on CIFAR-10: other training images, 100 to 1,000, have an index of 0.005 at most at
     * any point; another mix of classes up to 0.04 at the logits; changes that cost the float model five points of accuracy or more, 0.05 and
     * more there (docs/architecture.md). For other points the customary limit of {@link PopulationStability} holds.
     */
    static final Limits LIMITS = new Limits(0.05, PopulationStability.SOME, 0.005);

    private DriftRule() {}

    /**
     * Limits of a decision.
     *
     * @param logits population stability index of the logits, above chance, from which on the model answers otherwise
     * @param index the same of any other point, from which on its range does not fit
     * @param clipped share of the values, in [0, 1], that may be clipped beyond what calibration accepted
     */
    record Limits(double logits, double index, double clipped) {}

    /** A decision and why. */
    record Decided(DriftDecision decision, String reason) {}

    /**
     * The decision.
     *
     * @param points in plan order, the logits last
     */
    static Decided decide(List<PointDrift> points, Limits limits) {
        PointDrift logits = points.get(points.size() - 1);
        PointDrift moved = largest(points, Comparator.comparingDouble(PointDrift::moved));
        PointDrift clipped = largest(points, Comparator.comparingDouble(PointDrift::clippedMore));
        if (logits.moved() >= limits.logits()) {
            return new Decided(
                    DriftDecision.RERUN,
                    text(
                            "the model answers otherwise than before: the logits have a population stability index %.3f above chance,"
                                    + " the limit is %.3f",
                            logits.moved(), limits.logits()));
        }
        if (moved.moved() >= limits.index()) {
            return new Decided(
                    DriftDecision.RECALIBRATE,
                    text(
                            "values have moved: point %s has a population stability index %.3f above chance, the limit is %.3f",
                            moved.point(), moved.moved(), limits.index()));
        }
        if (clipped.clippedMore() >= limits.clipped()) {
            return new Decided(
                    DriftDecision.RECALIBRATE,
                    text(
                            "ranges have become too narrow: at point %s %.2f %% of the values are clipped, %.2f %% were when it was"
                                    + " calibrated, the limit is %.2f more",
                            clipped.point(),
                            100 * clipped.clippedNow(),
                            100 * clipped.clippedBefore(),
                            100 * limits.clipped()));
        }
        return new Decided(
                DriftDecision.NOTHING,
                text(
                        "the data look like those that the ranges were chosen for: no point has a population stability index more than %.3f"
                                + " above chance (%s), none clips more than %.2f points of its values beyond what was accepted",
                        moved.moved(), moved.point(), Math.max(0, 100 * clipped.clippedMore())));
    }

    static PointDrift largest(List<PointDrift> points, Comparator<PointDrift> order) {
        return points.stream().max(order).orElseThrow();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
