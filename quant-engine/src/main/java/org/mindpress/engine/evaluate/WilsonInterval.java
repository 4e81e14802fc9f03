package org.mindpress.engine.evaluate;

/** The 95 % interval of a share by Wilson (1927): {@code (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)}, z = 1.96. Has a width at 0 and at n, too. */
public final class WilsonInterval {

    private static final double Z = 1.96;

    private WilsonInterval() {}

    /** The interval for so many successes in so many trials; at least one trial. */
    public static Interval of(int successes, int trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException("no share: successes=" + successes + ", trials=" + trials);
        }
        double n = trials;
        double p = successes / n;
        double centre = p + Z * Z / (2 * n);
        double spread = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        double scale = 1 + Z * Z / n;
        return new Interval(Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale));
    }
}
