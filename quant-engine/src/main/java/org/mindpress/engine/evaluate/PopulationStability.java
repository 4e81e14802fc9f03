package org.mindpress.engine.evaluate;

import java.util.Arrays;

/**
 * Population stability index: how far one distribution over groups is from an earlier one, {@code Σ (q − p)·ln(q / p)} over the shares p
 * before and q now. Symmetric, never negative, 0 for equal shares. Customary readings, from credit scoring (N. Siddiqi, Credit Risk
 * Scorecards, 2006): below 0.1 nothing has changed, from 0.25 on much has.
 */
public final class PopulationStability {
    /** From here on something has changed. */
    public static final double SOME = 0.1;

    /** Half a value is added to each group, so that an empty one leaves the index finite. */
    private static final double PRIOR = 0.5;

    private PopulationStability() {}

    /**
     * The index.
     *
     * @param before values by group, not negative, not all zero
     * @param now values by the same groups
     */
    public static double index(long[] before, long[] now) {
        if (before.length != now.length || before.length == 0) {
            throw new IllegalArgumentException(
                    "two distributions need the same groups, at least one: " + before.length + " and " + now.length);
        }
        double totalBefore = total("before", before);
        double totalNow = total("now", now);
        double index = 0;
        for (int group = 0; group < before.length; group++) {
            double p = (before[group] + PRIOR) / totalBefore;
            double q = (now[group] + PRIOR) / totalNow;
            index += (q - p) * Math.log(q / p);
        }
        return index;
    }

    /**
     * An index that samples of one and the same distribution seldom exceed. For many values the index of G groups is distributed as chi-square
     * with G − 1 degrees of freedom, times {@code 1/n + 1/m}: this is its mean plus three standard deviations, exceeded about once in a hundred.
     *
     * @param groups G, at least 1
     * @param before n, positive; values that depend on each other count for fewer
     * @param now m, positive
     */
    public static double chance(int groups, long before, long now) {
        double freedom = groups - 1;
        return (freedom + 3 * Math.sqrt(2 * freedom)) * (1.0 / before + 1.0 / now);
    }

    private static double total(String name, long[] counts) {
        if (Arrays.stream(counts).anyMatch(count -> count < 0)
                || Arrays.stream(counts).allMatch(count -> count == 0)) {
            throw new IllegalArgumentException("no distribution " + name + ": " + Arrays.toString(counts));
        }
        return Arrays.stream(counts).sum() + PRIOR * counts.length;
    }
}
