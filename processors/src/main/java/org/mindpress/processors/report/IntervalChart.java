package org.mindpress.processors.report;

import java.util.List;
import java.util.OptionalDouble;
import org.mindpress.processors.report.Certificate.VariantComparison;

/** Drops and their intervals on one axis, with zero and the gate. */
final class IntervalChart {
    private static final int WIDTH = 760;
    private static final int LEFT = 90;
    private static final int RIGHT = 28;
    private static final int ROW = 34;
    private static final int TOP = 8;
    private static final int GATE_LABEL = 18;
    private static final int BOTTOM = 40;

    private final double low;
    private final double high;
    private final int top;

    private IntervalChart(double low, double high, int top) {
        this.low = low;
        this.high = high;
        this.top = top;
    }

    static void write(Html html, List<VariantComparison> comparisons, OptionalDouble limit) {
        double low = Math.min(
                0,
                comparisons.stream()
                        .mapToDouble(VariantComparison::lowPoints)
                        .min()
                        .orElse(0));
        double high = Math.max(
                limit.orElse(0),
                comparisons.stream()
                        .mapToDouble(VariantComparison::highPoints)
                        .max()
                        .orElse(0));
        double margin = Math.max(0.05, 0.08 * (high - low));
        new IntervalChart(low - margin, high + margin, limit.isPresent() ? TOP + GATE_LABEL : TOP)
                .draw(html, comparisons, limit);
    }

    private void draw(Html html, List<VariantComparison> comparisons, OptionalDouble limit) {
        int bottom = top + ROW * comparisons.size();
        Drawing drawing = Drawing.open(html, WIDTH, bottom + BOTTOM, "accuracy drop with intervals");
        NiceTicks ticks = NiceTicks.between(low, high, 8);
        for (double tick : ticks.values()) {
            drawing.line("grid", x(tick), top, x(tick), bottom);
            drawing.text("tick", x(tick), bottom + 18.0, ticks.label(tick));
        }
        drawing.text("axis", (LEFT + WIDTH - RIGHT) / 2.0, bottom + 36.0, "percentage points lost");
        drawing.line("zero", x(0), top, x(0), bottom);
        limit.ifPresent(gate -> {
            drawing.line("gate", x(gate), top - 6.0, x(gate), bottom);
            drawing.text("gatelabel", x(gate), top - 11.0, "gate " + NumberText.points(gate));
        });
        for (int i = 0; i < comparisons.size(); i++) {
            row(drawing, comparisons.get(i), top + ROW * (i + 0.5));
        }
        drawing.close();
    }

    private void row(Drawing drawing, VariantComparison comparison, double y) {
        String kind = comparison.candidate().equals("integer") ? " decides" : "";
        double left = x(comparison.lowPoints());
        double right = x(comparison.highPoints());
        drawing.text("rowlabel" + kind, LEFT - 12.0, y + 4, comparison.candidate());
        drawing.line("whisker" + kind, left, y, right, y);
        drawing.line("whisker" + kind, left, y - 6, left, y + 6);
        drawing.line("whisker" + kind, right, y - 6, right, y + 6);
        drawing.dot(
                "dot" + kind,
                x(comparison.dropPoints()),
                y,
                5,
                NumberText.points(comparison.dropPoints()) + " [" + NumberText.points(comparison.lowPoints()) + ", "
                        + NumberText.points(comparison.highPoints()) + "]");
    }

    private double x(double points) {
        return LEFT + (points - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    }
}
