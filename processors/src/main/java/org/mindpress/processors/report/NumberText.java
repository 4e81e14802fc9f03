package org.mindpress.processors.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them on the page. */
final class NumberText {
    private static final long KIBI = 1024;

    private NumberText() {}

    /** Thousands grouped: {@code 10,000}. */
    static String whole(long number) {
        return minus(String.format(Locale.ROOT, "%,d", number));
    }

    /** Two decimals: {@code 91.83 %}. */
    static String percent(double percent) {
        return minus(String.format(Locale.ROOT, "%.2f\u00a0%%", percent));
    }

    /** A share of 0 to 1 in percent, one decimal, small ones as {@code < 0.1 %}. */
    static String share(double share) {
        if (share > 0 && share < 0.0005) {
            return "<\u00a00.1\u00a0%";
        }
        return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * share);
    }

    /** Percentage points, two decimals. */
    static String points(double points) {
        String text = String.format(Locale.ROOT, "%.2f", points);
        return minus(text.equals("-0.00") ? "0.00" : text);
    }

    /** Three significant digits. */
    static String millis(double millis) {
        int decimals = millis >= 100 ? 0 : millis >= 10 ? 1 : millis >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f\u00a0ms", millis);
    }

    static String seconds(double seconds) {
        return seconds >= 120
                ? String.format(Locale.ROOT, "%d\u00a0min %02d\u00a0s", (long) seconds / 60, (long) seconds % 60)
                : String.format(Locale.ROOT, "%.1f\u00a0s", seconds);
    }

    /** Kibibytes beside the exact number belong together; this is the short one. */
    static String kibibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f\u00a0KiB", (double) bytes / KIBI);
    }

    static String decibels(double decibels) {
        return minus(String.format(Locale.ROOT, "%.1f\u00a0dB", decibels));
    }

    /** At most four significant digits, for scales and ranges. */
    static String real(double value) {
        double magnitude = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        if (magnitude < 1e-3 || magnitude >= 1e5) {
            return minus(String.format(Locale.ROOT, "%.2e", value));
        }
        return minus(new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString());
    }

    /** A p value: never 0. */
    static String probability(double p) {
        return p < 0.001 ? "<\u00a00.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** A coordinate in a drawing. */
    static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String minus(String text) {
        return text.replace('-', '\u2212');
    }
}
