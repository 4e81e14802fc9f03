package org.mindpress.processors.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mindpress.engine.evaluate.WilsonInterval;
import org.mindpress.processors.report.Certificate.SimulationDifference;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.report.Certificate.VariantComparison;

/** The four accuracies, what separates them, and how sure that is. */
final class AccuracySection {
    private static final List<Variant> VARIANTS = List.of(
            new Variant("float", "Float", "the given model in device form, in ONNX Runtime"),
            new Variant("trained", "Trained", "with simulated rounding, as training left it"),
            new Variant("simulated", "Simulated", "QDQ file in ONNX Runtime, optimisations off"),
            new Variant("integer", "Integer", "the exported MindIR in int8, bit for bit; decides"));

    private AccuracySection() {}

    private record Variant(String name, String title, String meaning) {}

    static void write(Html html, Certificate certificate) {
        html.open("section", "id", "accuracy");
        html.leaf("h2", "Accuracy");
        html.leaf(
                "p",
                "Four computations of the same "
                        + NumberText.whole(certificate.images())
                        + " test images. Lost and gained count the images that only the float model, or only the other"
                        + " one, gets right.",
                "class",
                "lead");
        html.open("div", "class", "scroll").open("table", "class", "bars");
        html.open("thead").open("tr");
        html.leaf("th", "Variant");
        html.leaf("th", "Right answers");
        html.leaf("th", "Right", "class", "number");
        html.leaf("th", "Drop, points", "class", "number");
        html.leaf("th", "Lost", "class", "number");
        html.leaf("th", "Gained", "class", "number");
        html.leaf("th", "McNemar p", "class", "number");
        html.close().close().open("tbody");
        for (Variant variant : VARIANTS) {
            row(html, variant, certificate);
        }
        html.close().close().close();
        drop(html, certificate);
        if (certificate.accuracy("simulated").isPresent()
                && certificate.accuracy("integer").isPresent()) {
            simulation(html, certificate.simulation());
        }
        html.close();
    }

    private static void row(Html html, Variant variant, Certificate certificate) {
        Optional<VariantAccuracy> accuracy = certificate.accuracy(variant.name());
        html.open("tr", "class", variant.name().equals("integer") ? "decides" : "");
        html.open("th", "scope", "row").text(variant.title());
        html.leaf("small", variant.meaning()).close();
        if (accuracy.isEmpty()) {
            html.leaf(
                    "td",
                    variant.name().equals("trained") ? "not measured: no training in this pipeline" : "not measured",
                    "colspan",
                    "6",
                    "class",
                    "absent");
        } else {
            measured(html, accuracy.get(), certificate.comparison(variant.name()));
        }
        html.close();
    }

    private static void measured(Html html, VariantAccuracy accuracy, Optional<VariantComparison> comparison) {
        var interval = WilsonInterval.of(accuracy.right(), accuracy.images());
        html.open("td")
                .open(
                        "div",
                        "class",
                        "track wide",
                        "title",
                        String.format(
                                Locale.ROOT,
                                "95 %% interval of this share: %.2f to %.2f %%",
                                100 * interval.low(),
                                100 * interval.high()));
        html.leaf("div", "", "class", "fill", "style", width(accuracy.percent()));
        html.leaf("span", NumberText.percent(accuracy.percent()), "class", "inside");
        html.close().close();
        html.leaf("td", NumberText.whole(accuracy.right()), "class", "number");
        if (comparison.isEmpty()) {
            boolean reference = accuracy.variant().equals("float");
            html.leaf("td", reference ? "reference" : "not measured", "colspan", "4", "class", "absent");
            return;
        }
        VariantComparison pairs = comparison.get();
        html.leaf("td", NumberText.points(pairs.dropPoints()), "class", "number");
        html.leaf("td", NumberText.whole(pairs.lost()), "class", "number");
        html.leaf("td", NumberText.whole(pairs.gained()), "class", "number");
        html.leaf("td", NumberText.probability(pairs.mcNemar()), "class", "number");
    }

    static String width(double percent) {
        return "width:" + String.format(Locale.ROOT, "%.2f", Math.max(0, Math.min(100, percent))) + "%";
    }

    private static void drop(Html html, Certificate certificate) {
        OptionalDouble limit = certificate.verdict().limitPoints().stream()
                .mapToDouble(Double::doubleValue)
                .findFirst();
        html.leaf("h3", "Drop below float, with 95\u00a0% interval");
        List<VariantComparison> comparisons = VARIANTS.stream()
                .flatMap(variant -> certificate.comparison(variant.name()).stream())
                .toList();
        if (comparisons.isEmpty()) {
            html.leaf("p", "Not measured.", "class", "absent");
            return;
        }
        html.open("div", "class", "scroll");
        IntervalChart.write(html, comparisons, limit);
        html.close();
        html.leaf(
                "p",
                limit.isPresent()
                        ? "The gate asks that the whole interval of the integer model lies at or left of "
                                + NumberText.points(limit.getAsDouble())
                                + " points. Left of 0 the model is better than float."
                        : "This pipeline has no gate. Left of 0 a model is better than float.",
                "class",
                "note");
    }

    private static void simulation(Html html, SimulationDifference simulation) {
        html.open("p");
        if (simulation.differing() == 0) {
            html.text("Simulation and integer execution decide alike on every test image.");
        } else {
            html.text("Simulation and integer execution decide differently on "
                    + NumberText.whole(simulation.differing())
                    + (simulation.differing() == 1 ? " image" : " images")
                    + ", because the device rounds in another order. The first of them: ");
            html.leaf(
                    "span",
                    String.join(
                            ", ",
                            simulation.first().stream()
                                    .map(index -> Integer.toString(index))
                                    .toList()),
                    "class",
                    "numbers");
            html.text(".");
        }
        html.text(" Of " + NumberText.whole(simulation.logitsCompared()) + " logits of the QDQ file in ONNX Runtime "
                + NumberText.whole(simulation.logitsDiffering()) + " deviate from integer execution"
                + (simulation.logitsDiffering() == 0
                        ? "."
                        : ", by at most " + simulation.logitsLargestDifference() + " of 255 steps."));
        html.close();
    }
}
