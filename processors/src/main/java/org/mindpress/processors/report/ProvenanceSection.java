package org.mindpress.processors.report;

import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.report.Report.StageTime;

/** Where all of it comes from: effort, settings, digests, versions. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static void write(Html html, Report report) {
        Certificate certificate = report.certificate();
        html.open("section", "id", "provenance");
        html.leaf("h2", "How it was made");
        effort(html, report);
        details(html, "Settings", "Setting", "Value", certificate.settings(), false);
        details(html, "Digests (SHA-256)", "Object", "Digest", certificate.digests(), true);
        SortedMap<String, String> versions = new TreeMap<>(certificate.versions());
        details(html, "Versions", "What", "Version", versions, false);
        html.close();
        html.leaf(
                "footer",
                "Accuracy, parity and bytes are also in certificate.json and evaluation.json, which are equal for equal"
                        + " inputs; latencies are in measurements.json. This page needs no network.");
    }

    private static void effort(Html html, Report report) {
        html.open("div", "class", "pair");
        html.open("div").leaf("h3", "Images and steps used");
        html.open("table", "class", "plain").open("tbody");
        for (TrainingCurve curve : report.curves()) {
            pair(
                    html,
                    curve.stage(),
                    NumberText.whole(curve.steps()) + " steps, " + NumberText.whole(curve.images()) + " images seen");
        }
        if (report.curves().isEmpty()) {
            pair(html, "training", "none");
        }
        pair(html, "calibrate", NumberText.whole(report.calibration().images()) + " training images, no labels");
        Certificate certificate = report.certificate();
        pair(html, "accuracy", NumberText.whole(certificate.images()) + " test images");
        pair(
                html,
                "every tensor compared",
                NumberText.whole(certificate.parity().tensorImages()) + " test images");
        pair(html, "layer errors", NumberText.whole(report.evaluation().sampleImages()) + " training images");
        pair(html, "seed", Long.toString(certificate.seed()));
        html.close().close().close();
        html.open("div").leaf("h3", "Time of the stages");
        html.open("table", "class", "plain").open("tbody");
        for (StageTime stage : report.stages()) {
            boolean here = stage.origin().equals("this run");
            pair(html, stage.stage(), here ? NumberText.seconds(stage.seconds()) : "from cache: " + run(stage));
        }
        if (report.stages().isEmpty()) {
            html.open("tr").leaf("td", "not measured", "class", "absent").close();
        }
        html.close().close().close();
        html.close();
    }

    /** Pipeline and run out of the key of a manifest. */
    private static String run(StageTime stage) {
        return stage.origin().replaceFirst("^runs/", "").replaceFirst("/stages/.*$", "");
    }

    private static void pair(Html html, String name, String value) {
        html.open("tr").leaf("th", name, "scope", "row").leaf("td", value).close();
    }

    private static void details(
            Html html, String title, String name, String value, SortedMap<String, String> entries, boolean code) {
        html.open("details").leaf("summary", title + " (" + entries.size() + ")");
        html.open("div", "class", "scroll").open("table", "class", "plain");
        html.open("thead").open("tr").leaf("th", name).leaf("th", value).close().close();
        html.open("tbody");
        entries.forEach((key, text) -> {
            html.open("tr").leaf("th", key, "scope", "row").open("td");
            html.leaf(code ? "code" : "span", text, "class", "long");
            html.close().close();
        });
        html.close().close().close().close();
    }
}
