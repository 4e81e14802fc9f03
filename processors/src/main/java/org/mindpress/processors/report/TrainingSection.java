package org.mindpress.processors.report;

import java.util.Map;

/** How much training went in, and how the loss went. */
final class TrainingSection {
    private static final Map<String, String> TITLES = Map.of(
            "qat", "Quantisation-aware training",
            "distill", "Distillation");

    private TrainingSection() {}

    static void write(Html html, Report report) {
        html.open("section", "id", "training");
        html.leaf("h2", "Training");
        if (report.curves().isEmpty()) {
            html.leaf("p", "No training in this pipeline.", "class", "absent");
        }
        html.open("div", "class", "pair");
        for (TrainingCurve curve : report.curves()) {
            html.open("figure");
            html.open("figcaption");
            html.leaf("b", TITLES.getOrDefault(curve.stage(), curve.stage()));
            html.text(NumberText.whole(curve.steps()) + " steps of " + NumberText.whole(curve.batch()) + ", "
                    + NumberText.whole(curve.images()) + " images seen");
            html.close();
            LossChart.write(html, curve);
            html.close();
        }
        html.close().close();
    }
}
