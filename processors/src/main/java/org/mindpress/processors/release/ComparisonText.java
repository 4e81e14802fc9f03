package org.mindpress.processors.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.mindpress.engine.evaluate.Sqnr;

/** A comparison as lines for people. */
public final class ComparisonText {
    private static final String NONE = "-";

    private ComparisonText() {}

    /** The whole comparison, layers that lost most first. */
    public static List<String> lines(ReleaseComparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add("production " + comparison.production() + " is run " + comparison.before() + ", compared with run "
                + comparison.after());
        lines.add(
                comparison.accuracy().isEmpty()
                        ? "accuracy: not comparable: " + comparison.notComparable()
                        : accuracy(comparison.accuracy().get(0)));
        lines.add(row("", "production", "this run", "change"));
        for (ReleaseComparison.Size size : comparison.sizes()) {
            lines.add(row(
                    "bytes, " + size.file(),
                    number("%,.0f", size.before()),
                    number("%,.0f", size.after()),
                    percent(size.before(), size.after())));
        }
        for (ReleaseComparison.Latency latency : comparison.latencies()) {
            lines.add(row(
                    "ms, " + latency.model() + ", threads " + latency.threads(),
                    number("%.3f", latency.beforeMillis()),
                    number("%.3f", latency.afterMillis()),
                    percent(latency.beforeMillis(), latency.afterMillis())));
        }
        lines.add("  latency: " + comparison.latencyNote());
        comparison.layers().stream()
                .sorted(Comparator.comparingDouble(ComparisonText::change))
                .forEach(layer -> lines.add(row(
                        "dB, " + layer.layer(),
                        ratio(layer.before()),
                        ratio(layer.after()),
                        isNumber(layer) ? String.format(Locale.ROOT, "%+.1f dB", change(layer)) : "")));
        return lines;
    }

    private static String accuracy(ReleaseComparison.Paired paired) {
        return String.format(
                Locale.ROOT,
                "accuracy: %.2f %% in production, %.2f %% in this run: lost %.2f points, 95 %% interval [%.2f, %.2f], on"
                        + " the same %,d images (%d lost, %d gained, McNemar p = %.3f)",
                100.0 * paired.rightBefore() / paired.images(),
                100.0 * paired.rightAfter() / paired.images(),
                paired.dropPoints() + 0.0,
                paired.lowPoints(),
                paired.highPoints(),
                paired.images(),
                paired.lost(),
                paired.gained(),
                paired.mcNemar());
    }

    /** Decibels gained; 0 where there are no two numbers. */
    private static double change(ReleaseComparison.Layer layer) {
        return isNumber(layer)
                ? layer.after().get(0).decibels().get(0)
                        - layer.before().get(0).decibels().get(0)
                : 0;
    }

    private static boolean isNumber(ReleaseComparison.Layer layer) {
        return layer.before().stream().anyMatch(ratio -> !ratio.decibels().isEmpty())
                && layer.after().stream().anyMatch(ratio -> !ratio.decibels().isEmpty());
    }

    private static String ratio(List<ReleaseComparison.Ratio> ratio) {
        return ratio.stream()
                .findFirst()
                .map(found -> found.decibels().isEmpty()
                        ? word(found.kind())
                        : String.format(Locale.ROOT, "%.1f", found.decibels().get(0)))
                .orElse(NONE);
    }

    private static String word(Sqnr.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String number(String format, List<? extends Number> value) {
        return value.isEmpty()
                ? NONE
                : String.format(Locale.ROOT, format, value.get(0).doubleValue());
    }

    private static String percent(List<? extends Number> before, List<? extends Number> after) {
        if (before.isEmpty() || after.isEmpty() || before.get(0).doubleValue() <= 0) {
            return "";
        }
        double share = after.get(0).doubleValue() / before.get(0).doubleValue() - 1;
        return String.format(Locale.ROOT, "%+.1f %%", 100 * share);
    }

    private static String row(String name, String before, String after, String change) {
        return String.format(Locale.ROOT, "  %-32s %14s %14s %10s", name, before, after, change)
                .stripTrailing();
    }
}
