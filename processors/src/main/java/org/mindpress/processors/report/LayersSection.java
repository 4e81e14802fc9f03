package org.mindpress.processors.report;

import java.util.Locale;
import org.mindpress.engine.evaluate.Sqnr;
import org.mindpress.processors.report.Evaluation.LayerRow;

/** Error and code use of every layer. */
final class LayersSection {
    /** Decibels of a full bar. */
    private static final double FULL = 60;

    private static final int CODES = 256;

    private LayersSection() {}

    static void write(Html html, Evaluation evaluation) {
        html.open("section", "id", "layers");
        html.leaf("h2", "Layers");
        if (evaluation.layers().isEmpty()) {
            html.leaf("p", "Not measured.", "class", "absent");
        } else {
            html.leaf(
                    "p",
                    "Signal to quantisation noise of int8 execution against the float weights that were quantised, on "
                            + NumberText.whole(evaluation.sampleImages())
                            + " training images; the error of a layer holds that of all layers before it. Red below 20"
                            + " dB, amber below 30 dB.",
                    "class",
                    "lead");
            table(html, evaluation);
        }
        html.close();
    }

    private static void table(Html html, Evaluation evaluation) {
        html.open("div", "class", "scroll").open("table", "class", "bars compact");
        html.open("thead").open("tr");
        html.leaf("th", "Layer")
                .leaf("th", "Kind")
                .leaf("th", "Signal to noise")
                .leaf("th", "", "class", "number")
                .leaf("th", "Codes used, of 256")
                .leaf("th", "", "class", "number")
                .leaf("th", "Clipped", "class", "number")
                .leaf("th", "Zeros", "class", "number")
                .leaf("th", "Scale", "class", "number")
                .leaf("th", "Zero point", "class", "number");
        html.close().close().open("tbody");
        evaluation.layers().forEach(row -> row(html, row));
        html.close().close().close();
    }

    private static void row(Html html, LayerRow row) {
        Sqnr ratio = row.ratio();
        double decibels = ratio.decibels().orElse(ratio.kind() == Sqnr.Kind.EXACT ? FULL : 0);
        html.open("tr");
        html.open("th", "scope", "row").leaf("code", row.layer()).close();
        html.leaf("td", row.kind());
        html.open("td").open("div", "class", "track limits");
        html.leaf(
                "div",
                "",
                "class",
                "fill " + ratio.rating().name().toLowerCase(Locale.ROOT),
                "style",
                AccuracySection.width(100 * decibels / FULL));
        html.close().close();
        html.leaf(
                "td",
                ratio.decibels().isPresent()
                        ? NumberText.decibels(ratio.decibels().getAsDouble())
                        : ratio.toString(),
                "class",
                "number " + ratio.rating().name().toLowerCase(Locale.ROOT));
        html.open("td").open("div", "class", "track short");
        html.leaf("div", "", "class", "fill quiet", "style", AccuracySection.width(100.0 * row.codesUsed() / CODES));
        html.close().close();
        html.leaf("td", NumberText.whole(row.codesUsed()), "class", "number");
        html.leaf("td", NumberText.share(row.clippedShare()), "class", "number");
        html.leaf("td", NumberText.share(row.zeroShare()), "class", "number");
        html.leaf("td", NumberText.real(row.scale()), "class", "number");
        html.leaf("td", NumberText.whole(row.zeroPoint()), "class", "number");
        html.close();
    }
}
