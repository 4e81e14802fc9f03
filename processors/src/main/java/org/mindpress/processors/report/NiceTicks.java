package org.mindpress.processors.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Marks of an axis at round numbers.
 *
 * @param step 1, 2 or 5 times a power of ten
 * @param values of the marks inside the axis, ascending
 */
record NiceTicks(double step, List<Double> values) {

    /** About {@code wanted} marks between two ends. */
    static NiceTicks between(double low, double high, int wanted) {
        double raw = Math.max(high - low, 1e-12) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double ratio = raw / power;
        double step = power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
        List<Double> values = new ArrayList<>();
        long first = (long) Math.ceil(low / step - 1e-9);
        for (long i = first; i * step <= high + step * 1e-9; i++) {
            values.add(i * step);
        }
        return new NiceTicks(step, List.copyOf(values));
    }

    /** A mark with as many decimals as the step needs. */
    String label(double value) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value == 0 ? 0.0 : value);
        return text.replace('-', '\u2212');
    }
}
