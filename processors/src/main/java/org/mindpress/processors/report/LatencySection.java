package org.mindpress.processors.report;

import org.mindpress.processors.report.Measurements.Latency;

/** Times on this host, with all that a reader needs to judge them. */
final class LatencySection {
    private LatencySection() {}

    static void write(Html html, Measurements measurements) {
        html.open("section", "id", "latency");
        html.leaf("h2", "Latency on this host");
        if (measurements.latencies().isEmpty()) {
            html.leaf("p", "Not measured.", "class", "absent");
        } else {
            html.leaf(
                    "p",
                    "One image at a time in ONNX Runtime with all graph optimisations, on "
                            + measurements.processor()
                            + " (" + measurements.processors() + " hardware threads, host " + measurements.host()
                            + "), after " + measurements.warmUpRuns() + " runs of warm-up.",
                    "class",
                    "lead");
            table(html, measurements);
        }
        html.leaf("p", "The times above say nothing about another processor, such as a phone's.", "class", "note");
        html.close();
    }

    private static void table(Html html, Measurements measurements) {
        double slowest = measurements.latencies().stream()
                .mapToDouble(Latency::p99Millis)
                .max()
                .orElse(1);
        html.open("div", "class", "scroll").open("table", "class", "bars");
        html.open("thead").open("tr");
        html.leaf("th", "Model")
                .leaf("th", "Threads", "class", "number")
                .leaf("th", "Median; light: 99th percentile")
                .leaf("th", "p50", "class", "number")
                .leaf("th", "p99", "class", "number")
                .leaf("th", "Runs", "class", "number");
        html.close().close().open("tbody");
        for (Latency latency : measurements.latencies()) {
            html.open("tr");
            html.leaf("th", latency.model().equals("qdq") ? "Int8 (QDQ)" : "Float", "scope", "row");
            html.leaf("td", Integer.toString(latency.threads()), "class", "number");
            html.open("td").open("div", "class", "track wide");
            html.leaf(
                    "div",
                    "",
                    "class",
                    "fill tail",
                    "style",
                    AccuracySection.width(100 * latency.p99Millis() / slowest));
            html.leaf(
                    "div",
                    "",
                    "class",
                    latency.model().equals("qdq") ? "fill decides" : "fill quiet",
                    "style",
                    AccuracySection.width(100 * latency.p50Millis() / slowest));
            html.close().close();
            html.leaf("td", NumberText.millis(latency.p50Millis()), "class", "number");
            html.leaf("td", NumberText.millis(latency.p99Millis()), "class", "number");
            html.leaf("td", NumberText.whole(latency.runs()), "class", "number");
            html.close();
        }
        html.close().close().close();
    }
}
