package org.mindpress.processors.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mindpress.processors.report.Certificate.Parity;
import org.mindpress.processors.report.Measurements.Latency;

/** The head of the page: what came out, in one sentence, and the figures that people ask for first. */
final class VerdictSection {
    private VerdictSection() {}

    static void write(Html html, Report report, List<DeviceRecord> devices) {
        Certificate certificate = report.certificate();
        Measurements measurements = report.measurements();
        html.open("header");
        html.open("p", "class", "eyebrow");
        html.text("mindpress report \u00b7 run ").leaf("code", measurements.run());
        html.text(" \u00b7 "
                + measurements.measuredAt().toString().replace("T", " ").replace("Z", " UTC"));
        html.close();
        html.leaf("h1", certificate.pipeline());
        String status = certificate.verdict().status();
        boolean open =
                status.equals("PASSED") && certificate.verdict().limitPoints().isEmpty();
        html.open("div", "class", "verdict " + (open ? "open" : status.toLowerCase(Locale.ROOT)));
        html.leaf("strong", open ? "Completed" : word(status));
        html.open("p")
                .text(sentence(certificate.verdict().reason()) + " " + parity(certificate.parity()) + " "
                        + devices(devices))
                .close();
        html.close();
        html.open("div", "class", "tiles");
        tiles(html, report);
        html.close();
        html.close();
    }

    private static String word(String status) {
        return status.isEmpty() ? "" : status.charAt(0) + status.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String sentence(String reason) {
        String text = reason.replaceAll("-(?=\\d)", "\u2212");
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String parity(Parity parity) {
        if (parity.logitsCompared() == 0) {
            return "Parity of the exported files was not measured.";
        }
        return parity.holds()
                ? "The exported file computes exactly what was measured."
                : "The two exported files do not compute the same.";
    }

    private static String devices(List<DeviceRecord> devices) {
        return devices.isEmpty()
                ? sentence(DeviceStatus.NOT_MEASURED)
                : devices.stream()
                        .map(device -> sentence(
                                device.status().words() + ": " + device.device().name()))
                        .distinct()
                        .collect(Collectors.joining(" "));
    }

    private static void tiles(Html html, Report report) {
        Certificate certificate = report.certificate();
        certificate
                .accuracy("integer")
                .ifPresentOrElse(
                        accuracy -> tile(
                                html,
                                "Int8 accuracy",
                                NumberText.percent(accuracy.percent()),
                                NumberText.whole(accuracy.right()) + " of " + NumberText.whole(accuracy.images())
                                        + " test images right"),
                        () -> missing(html, "Int8 accuracy"));
        certificate
                .comparison("integer")
                .ifPresentOrElse(
                        drop -> tile(
                                html,
                                "Drop below float",
                                NumberText.points(drop.dropPoints()) + " points",
                                "95\u00a0% interval " + NumberText.points(drop.lowPoints()) + " to "
                                        + NumberText.points(drop.highPoints())),
                        () -> missing(html, "Drop below float"));
        size(html, report.evaluation());
        Parity parity = certificate.parity();
        if (parity.logitsCompared() > 0) {
            tile(
                    html,
                    "Parity",
                    NumberText.whole(parity.logitsDiffering() + parity.valuesDiffering()) + " differ",
                    "of " + NumberText.whole(parity.logitsCompared()) + " logits and "
                            + NumberText.whole(parity.valuesCompared()) + " intermediate values");
        } else {
            missing(html, "Parity");
        }
        latency(html, report.measurements());
        report.evaluation()
                .worst()
                .ifPresentOrElse(
                        row -> tile(
                                html,
                                "Noisiest layer",
                                NumberText.decibels(row.decibels().get(0)),
                                row.layer()),
                        () -> missing(html, "Noisiest layer"));
    }

    private static void size(Html html, Evaluation evaluation) {
        Long whole = evaluation.fileBytes().get("float");
        Long pressed = evaluation.fileBytes().get("deployment");
        if (whole == null || pressed == null || whole == 0) {
            missing(html, "Size");
            return;
        }
        tile(
                html,
                "Size of the int8 file",
                NumberText.share((double) pressed / whole) + " of float",
                NumberText.whole(pressed) + " of " + NumberText.whole(whole) + " bytes");
    }

    private static void latency(Html html, Measurements measurements) {
        Optional<Latency> quantized = latency(measurements, "qdq");
        Optional<Latency> plain = latency(measurements, "float");
        if (quantized.isEmpty() || plain.isEmpty()) {
            missing(html, "Latency");
            return;
        }
        tile(
                html,
                "Latency, 1 thread, this host",
                NumberText.millis(quantized.get().p50Millis()),
                "int8 (QDQ), median; float " + NumberText.millis(plain.get().p50Millis()));
    }

    private static Optional<Latency> latency(Measurements measurements, String model) {
        return measurements.latencies().stream()
                .filter(latency -> latency.model().equals(model) && latency.threads() == 1)
                .findFirst();
    }

    private static void tile(Html html, String label, String value, String detail) {
        html.open("div", "class", "tile");
        html.leaf("span", label, "class", "label");
        html.leaf("span", value, "class", "value");
        html.leaf("span", detail, "class", "detail");
        html.close();
    }

    private static void missing(Html html, String label) {
        tile(html, label, "\u2013", "not measured");
    }
}
