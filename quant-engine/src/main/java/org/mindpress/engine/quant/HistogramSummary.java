package org.mindpress.engine.quant;

import java.util.List;

/**
 * A histogram small enough for a report.
 *
 * @param lowest lower edge of the first bin
 * @param binWidth positive
 * @param counts non-zero values by bin
 * @param zeros exact zeros, which are in no bin
 * @param total all values
 * @param minimum smallest value
 * @param maximum largest value
 */
public record HistogramSummary(
        double lowest, double binWidth, List<Long> counts, long zeros, long total, float minimum, float maximum) {

    public HistogramSummary {
        counts = List.copyOf(counts);
    }
}
