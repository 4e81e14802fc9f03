package org.mindpress.engine.evaluate;

/**
 * The drop in accuracy that is still accepted.
 *
 * @param limitPoints largest drop in points (percent of the images), finite
 */
public record Gate(double limitPoints) {

    /** Checks that the limit is a number. */
    public Gate {
        if (!Double.isFinite(limitPoints)) {
            throw new IllegalArgumentException("the limit of a gate must be finite: " + limitPoints);
        }
    }

    /** PASS if the upper end of the drop's interval is at most the limit, FAIL if its lower end is above it, else INCONCLUSIVE. */
    public Verdict judge(PairedComparison comparison) {
        Interval drop = comparison.interval();
        if (100 * drop.high() <= limitPoints) {
            return Verdict.PASS;
        }
        return 100 * drop.low() > limitPoints ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    }
}
