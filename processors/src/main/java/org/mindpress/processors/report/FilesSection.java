package org.mindpress.processors.report;

import java.util.List;
import org.mindpress.engine.evaluate.ByteAccount;
import org.mindpress.processors.report.Certificate.Parity;

/** Whether the exported files agree, and what they weigh. */
final class FilesSection {
    private static final List<FileName> FILES = List.of(
            new FileName("float", "Float model", "ONNX, as given"),
            new FileName("deployment", "Deployment file", "MindIR for MindSpore Lite, int8 weights"),
            new FileName("verification", "Verification file", "MindIR of ordinary operators, the same codes"),
            new FileName("qdq", "QDQ file", "ONNX with QuantizeLinear and DequantizeLinear"));

    private FilesSection() {}

    private record FileName(String name, String title, String meaning) {}

    static void write(Html html, Report report) {
        html.open("section", "id", "files");
        html.leaf("h2", "Exported files");
        parity(html, report.certificate().parity());
        sizes(html, report.evaluation());
        account(html, report.evaluation().deployment());
        html.close();
    }

    private static void parity(Html html, Parity parity) {
        boolean measured = parity.logitsCompared() > 0;
        html.open("div", "class", "parity " + (!measured ? "absent" : parity.holds() ? "good" : "bad"));
        html.leaf(
                "strong",
                !measured
                        ? "Parity was not measured"
                        : NumberText.whole(parity.logitsDiffering()) + " of "
                                + NumberText.whole(parity.logitsCompared()) + " logits differ, "
                                + NumberText.whole(parity.valuesDiffering()) + " of "
                                + NumberText.whole(parity.valuesCompared()) + " intermediate values");
        if (measured) {
            html.open("p");
            html.text("The deployment file in the integer engine against the verification file in an interpreter that"
                    + " shares no arithmetic with it: int8 logits of all test images, and all "
                    + NumberText.whole(parity.tensors()) + " tensors of " + NumberText.whole(parity.tensorImages())
                    + (parity.tensorImages() == 1 ? " image." : " images."));
            html.close();
        }
        if (!parity.firstDifference().isEmpty()) {
            html.leaf("p", "First difference: " + parity.firstDifference());
        }
        if (!parity.notCompared().isEmpty()) {
            html.leaf("p", "Only in one of the files, not compared: " + String.join(", ", parity.notCompared()));
        }
        html.close();
    }

    private static void sizes(Html html, Evaluation evaluation) {
        Long whole = evaluation.fileBytes().get("float");
        long largest = evaluation.fileBytes().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        html.open("div", "class", "scroll").open("table", "class", "bars");
        html.open("thead").open("tr");
        html.leaf("th", "File").leaf("th", "Size");
        html.leaf("th", "Bytes", "class", "number").leaf("th", "Of float", "class", "number");
        html.close().close().open("tbody");
        for (FileName file : FILES) {
            Long bytes = evaluation.fileBytes().get(file.name());
            html.open("tr", "class", file.name().equals("deployment") ? "decides" : "");
            html.open("th", "scope", "row").text(file.title());
            html.leaf("small", file.meaning()).close();
            if (bytes == null) {
                html.leaf("td", "not measured", "colspan", "3", "class", "absent");
            } else {
                html.open("td").open("div", "class", "track wide");
                html.leaf("div", "", "class", "fill", "style", AccuracySection.width(100.0 * bytes / largest));
                html.leaf("span", NumberText.kibibytes(bytes), "class", "inside");
                html.close().close();
                html.leaf("td", NumberText.whole(bytes), "class", "number");
                html.leaf(
                        "td",
                        whole == null ? "not measured" : NumberText.share((double) bytes / whole),
                        "class",
                        "number");
            }
            html.close();
        }
        html.close().close().close();
    }

    private static void account(Html html, ByteAccount account) {
        html.leaf("h3", "What the deployment file's bytes are spent on");
        if (account.total() == 0) {
            html.leaf("p", "Not measured.", "class", "absent");
            return;
        }
        html.open("div", "class", "stack");
        part(html, "codes", account.codes(), account.total());
        part(html, "biases", account.biases(), account.total());
        part(html, "scales", account.scales(), account.total());
        part(html, "structure", account.structure(), account.total());
        html.close();
        html.open("ul", "class", "legend");
        legend(html, "codes", "int8 weights", account.codes(), account.total());
        legend(html, "biases", "float32 biases", account.biases(), account.total());
        legend(html, "scales", "scales and zero points", account.scales(), account.total());
        legend(html, "structure", "names, nodes, attributes", account.structure(), account.total());
        html.close();
    }

    private static void part(Html html, String kind, long bytes, long total) {
        html.leaf("div", "", "class", kind, "style", AccuracySection.width(100.0 * bytes / total));
    }

    private static void legend(Html html, String kind, String meaning, long bytes, long total) {
        html.open("li");
        html.leaf("i", "", "class", "swatch " + kind);
        html.text(meaning + ": ");
        html.leaf("b", NumberText.whole(bytes));
        html.text(" bytes, " + NumberText.share((double) bytes / total));
        html.close();
    }
}
