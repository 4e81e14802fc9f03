package org.mindpress.processors.report;

import java.util.ArrayList;
import java.util.List;

/** A loss curve: where there are more steps than room, each place shows the mean of its steps and a band from least to most. */
final class LossChart {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 240;
    private static final int LEFT = 52;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 42;
    private static final int MOST_PLACES = 150;

    private final List<Place> places;
    private final double steps;
    private final double high;

    private LossChart(List<Place> places, double steps) {
        this.places = places;
        this.steps = steps;
        this.high = 1.05
                * Math.max(1e-6, places.stream().mapToDouble(Place::most).max().orElse(1));
    }

    /**
     * Some steps that share a place.
     *
     * @param step middle of them
     * @param least loss
     * @param mean loss
     * @param most loss
     */
    private record Place(double step, double least, double mean, double most) {}

    static void write(Html html, TrainingCurve curve) {
        List<Float> losses = curve.losses();
        if (losses.isEmpty()) {
            html.leaf("p", "No loss was recorded.", "class", "absent");
            return;
        }
        int each = (losses.size() + MOST_PLACES - 1) / MOST_PLACES;
        List<Place> places = new ArrayList<>();
        for (int from = 0; from < losses.size(); from += each) {
            List<Float> part = losses.subList(from, Math.min(from + each, losses.size()));
            var summary = part.stream().mapToDouble(Float::doubleValue).summaryStatistics();
            places.add(new Place(
                    from + (part.size() - 1) / 2.0, summary.getMin(), summary.getAverage(), summary.getMax()));
        }
        new LossChart(places, losses.size()).draw(html, each);
    }

    private void draw(Html html, int each) {
        Drawing drawing = Drawing.open(html, WIDTH, HEIGHT, "training loss by step");
        int bottom = HEIGHT - BOTTOM;
        NiceTicks vertical = NiceTicks.between(0, high, 5);
        for (double tick : vertical.values()) {
            drawing.line("grid", LEFT, y(tick), WIDTH - RIGHT, y(tick));
            drawing.text("tick left", LEFT - 8.0, y(tick) + 4, vertical.label(tick));
        }
        NiceTicks horizontal = NiceTicks.between(0, steps, (int) Math.min(6, steps));
        for (double tick : horizontal.values()) {
            drawing.text("tick", x(tick), bottom + 16.0, horizontal.label(tick));
        }
        drawing.line("zero", LEFT, bottom, WIDTH - RIGHT, bottom);
        drawing.text(
                "axis",
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 6.0,
                each == 1 ? "step" : "step (line: mean of " + each + " steps; band: least to most)");
        StringBuilder line = new StringBuilder();
        StringBuilder band = new StringBuilder();
        for (Place place : places) {
            point(line, place.step(), place.mean());
            point(band, place.step(), place.most());
        }
        for (int i = places.size() - 1; i >= 0; i--) {
            point(band, places.get(i).step(), places.get(i).least());
        }
        if (each > 1) {
            drawing.path("polygon", "band", band.toString());
        }
        drawing.path("polyline", "curve", line.toString());
        Place last = places.get(places.size() - 1);
        drawing.dot("dot decides", x(last.step()), y(last.mean()), 3, NumberText.real(last.mean()));
        drawing.close();
        html.leaf(
                "p",
                "Loss " + NumberText.real(places.get(0).mean()) + " at the beginning, " + NumberText.real(last.mean())
                        + " at the end.",
                "class",
                "note");
    }

    private void point(StringBuilder points, double step, double loss) {
        points.append(NumberText.coordinate(x(step)))
                .append(',')
                .append(NumberText.coordinate(y(loss)))
                .append(' ');
    }

    private double x(double step) {
        return LEFT + step / Math.max(1, steps) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double loss) {
        return HEIGHT - BOTTOM - loss / high * (HEIGHT - BOTTOM - TOP);
    }
}
