package org.mindpress.engine.evaluate;

import java.util.OptionalDouble;

/**
 * McNemar's test on discordant pairs. Below 25 of them exact: {@code min(1, 2·Σ C(b+c, k)/2^(b+c))} over k up to min(b, c). From 25 on with
 * {@code χ² = (|b − c| − 1)²/(b + c)} and one degree of freedom (continuity corrected; a corrected difference below 0 counts as 0).
 *
 * @param pValue probability of so unequal or more unequal counts if both models err equally often, 0..1
 * @param chiSquare the statistic; empty when the test was exact
 */
public record McNemarTest(double pValue, OptionalDouble chiSquare) {

    private static final int EXACT_BELOW = 25;

    /** Checks that the probability is one. */
    public McNemarTest {
        if (!(pValue >= 0 && pValue <= 1)) {
            throw new IllegalArgumentException("a p value is 0..1: " + pValue);
        }
    }

    static McNemarTest of(int lost, int gained) {
        int discordant = lost + gained;
        if (discordant < EXACT_BELOW) {
            return new McNemarTest(exact(Math.min(lost, gained), discordant), OptionalDouble.empty());
        }
        double difference = Math.max(0, Math.abs(lost - gained) - 1);
        double chiSquare = difference * difference / discordant;
        return new McNemarTest(ErrorFunction.complement(Math.sqrt(chiSquare / 2)), OptionalDouble.of(chiSquare));
    }

    /** Whether the p value is exact, not from the χ² distribution. */
    public boolean exact() {
        return chiSquare.isEmpty();
    }

    private static double exact(int smaller, int discordant) {
        // C(24, 12) = 2,704,156 and 2^24: all sums are whole numbers that double holds exactly
        double coefficient = 1;
        double sum = 0;
        for (int k = 0; k <= smaller; k++) {
            sum += coefficient;
            coefficient = coefficient * (discordant - k) / (k + 1);
        }
        return Math.min(1, 2 * sum / Math.pow(2, discordant));
    }
}
