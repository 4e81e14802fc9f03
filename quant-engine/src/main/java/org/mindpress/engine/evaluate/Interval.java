package org.mindpress.engine.evaluate;

/**
 * A 95 % confidence interval of a share or of a difference of shares; 0.01 is one point.
 *
 * @param low lower end
 * @param high upper end, not below the lower one
 */
public record Interval(double low, double high) {

    /** Checks that the ends are finite and in order. */
    public Interval {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
            throw new IllegalArgumentException("no interval: low=" + low + ", high=" + high);
        }
    }

    /** Half of the width. */
    public double halfWidth() {
        return (high - low) / 2;
    }
}
