package org.mindpress.engine.evaluate;

/**
 * The complementary error function for arguments from 0 on, to about 1e-15: below 2 by the Maclaurin series of erf, from there by its continued fraction
 * (Abramowitz and Stegun 7.1.6 and 7.1.14). P(χ² with one degree of freedom > x) is {@code complement(√(x/2))}.
 */
final class ErrorFunction {

    private static final double SERIES_BELOW = 2;
    private static final int FRACTION_TERMS = 120;

    private ErrorFunction() {}

    static double complement(double x) {
        if (!(x >= 0)) {
            throw new IllegalArgumentException("erfc is computed from 0 on: " + x);
        }
        if (x < SERIES_BELOW) {
            double term = x;
            double sum = x;
            for (int n = 1; Math.abs(term) > 1e-18 * sum; n++) {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return Math.max(0, 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum);
        }
        double fraction = x;
        for (int k = FRACTION_TERMS; k >= 1; k--) {
            fraction = x + k / 2.0 / fraction;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
    }
}
