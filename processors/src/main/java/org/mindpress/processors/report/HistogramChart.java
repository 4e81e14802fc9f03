package org.mindpress.processors.report;

import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;
import org.mindpress.processors.report.Report.PointRange;

/** One small histogram with its range. */
final class HistogramChart {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 96;
    private static final int BASE = 80;
    /** Room of the labels at both ends. */
    private static final int MARGIN = 45;

    private final HistogramSummary histogram;
    private final ActivationRange range;
    private final double low;
    private final double high;

    private HistogramChart(PointRange point) {
        histogram = point.histogram();
        range = point.range();
        double width = histogram.binWidth() * histogram.counts().size();
        low = Math.min(histogram.lowest(), range.low());
        high = Math.max(Math.max(histogram.lowest() + width, range.high()), low + 1e-9);
    }

    static void write(Html html, PointRange point) {
        html.open("figure", "class", "small");
        html.open("figcaption").leaf("code", point.name()).close();
        new HistogramChart(point).draw(html, point.name());
        HistogramSummary histogram = point.histogram();
        double zeros = histogram.total() == 0 ? 0 : (double) histogram.zeros() / histogram.total();
        html.leaf(
                "p",
                "[" + NumberText.real(point.range().low()) + ", "
                        + NumberText.real(point.range().high()) + "] " + point.origin() + "; seen "
                        + NumberText.real(histogram.minimum()) + " to " + NumberText.real(histogram.maximum())
                        + "; zeros " + NumberText.share(zeros));
        html.close();
    }

    private void draw(Html html, String name) {
        Drawing drawing = Drawing.open(html, WIDTH, HEIGHT, "values of " + name);
        rectangle(drawing, "range", range.low(), range.high(), BASE);
        long most = histogram.counts().stream().mapToLong(Long::longValue).max().orElse(0);
        for (int bin = 0; bin < histogram.counts().size(); bin++) {
            long count = histogram.counts().get(bin);
            if (count > 0) {
                double left = histogram.lowest() + bin * histogram.binWidth();
                double right = left + histogram.binWidth();
                boolean inside = right > range.low() && left < range.high();
                double height = Math.max(1, (BASE - 6) * Math.log1p((double) count) / Math.log1p((double) most));
                rectangle(drawing, inside ? "bin" : "bin out", left, right, height);
            }
        }
        drawing.line("zero", 0, BASE, WIDTH, BASE);
        drawing.text("tick start", 0, HEIGHT - 4.0, NumberText.real(low));
        drawing.text("tick end", WIDTH, HEIGHT - 4.0, NumberText.real(high));
        if (low < 0 && x(0) > MARGIN && x(0) < WIDTH - MARGIN) {
            drawing.text("tick", x(0), HEIGHT - 4.0, "0");
        }
        drawing.close();
    }

    private void rectangle(Drawing drawing, String kind, double from, double to, double height) {
        drawing.rectangle(kind, x(from), BASE - height, Math.max(0.6, x(to) - x(from)), height);
    }

    private double x(double value) {
        return (value - low) / (high - low) * WIDTH;
    }
}
