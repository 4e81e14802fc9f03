package org.mindpress.processors.report;

import java.util.List;
import org.mindpress.processors.report.DeviceRecord.Agreement;
import org.mindpress.processors.report.DeviceRecord.DeviceLatency;
import org.mindpress.processors.report.DeviceRecord.ModelAccuracy;
import org.mindpress.processors.report.DeviceRecord.Share;

/** What devices computed, or how to find out. */
final class DeviceSection {
    private DeviceSection() {}

    static void write(Html html, String run, List<DeviceRecord> devices) {
        html.open("section", "id", "device");
        html.leaf("h2", "On a device");
        if (devices.isEmpty()) {
            html.leaf("p", "Not measured on a device.", "class", "absent");
        }
        devices.forEach(device -> device(html, device));
        html.leaf("h3", "Onto a device");
        html.open("p").text("MindSpore Lite's converter takes the deployment file as it is, without a configuration: ");
        html.leaf("code", ConverterCommand.INT8).close();
        html.open("p").text("To have a device's outputs and times in this page: ");
        html.leaf("code", "mindpress device-kit " + run);
        html.text(", then the kit's script on the device, then ");
        html.leaf("code", "mindpress device-result " + run + " result.json")
                .text(".")
                .close();
        html.close();
    }

    private static void device(Html html, DeviceRecord device) {
        String kind = device.status() == DeviceStatus.VERIFIED
                ? "good"
                : device.status() == DeviceStatus.DIFFERS ? "bad" : "absent";
        html.open("div", "class", "parity " + kind);
        html.leaf(
                "strong",
                capital(device.status().words()) + ": " + device.device().name());
        html.leaf(
                "p",
                device.device().processor() + ", " + device.device().machine() + ", MindSpore Lite "
                        + device.device().lite() + ", "
                        + device.measuredAt().toString().replace("T", " ").replace("Z", " UTC"));
        html.close();
        agreements(html, device);
        accuracies(html, device);
        latencies(html, device);
    }

    private static void agreements(Html html, DeviceRecord device) {
        html.open("div", "class", "scroll").open("table");
        html.open("thead").open("tr");
        html.leaf("th", "Against integer execution, kernel form")
                .leaf("th", "Images with equal outputs", "class", "number")
                .leaf("th", "95\u00a0% interval", "class", "number")
                .leaf("th", "Equal predictions", "class", "number")
                .leaf("th", "95\u00a0% interval", "class", "number")
                .leaf("th", "Outputs that differ", "class", "number");
        html.close().close().open("tbody");
        for (Agreement agreement : device.agreements()) {
            boolean reported = agreement.equals(device.agreements().get(0));
            html.open("tr", "class", reported ? "decides" : "");
            html.leaf("th", agreement.form() + (reported ? ", the reported one" : ""), "scope", "row");
            share(html, agreement.equalOutputs(), device.images());
            share(html, agreement.equalPredictions(), device.images());
            html.leaf(
                    "td",
                    NumberText.whole(agreement.differingValues()) + " of " + NumberText.whole(agreement.values())
                            + (agreement.differingValues() == 0
                                    ? ""
                                    : ", by at most " + agreement.largestDifference() + " codes"),
                    "class",
                    "number");
            html.close();
        }
        html.close().close().close();
    }

    private static void share(Html html, Share share, int images) {
        html.leaf("td", NumberText.whole(share.count()) + " of " + NumberText.whole(images), "class", "number");
        html.leaf(
                "td",
                NumberText.percent(share.lowPercent()) + " to " + NumberText.percent(share.highPercent()),
                "class",
                "number");
    }

    private static void accuracies(Html html, DeviceRecord device) {
        html.open("div", "class", "scroll").open("table");
        html.open("thead").open("tr");
        html.leaf("th", "Right answers on the device")
                .leaf("th", "Right", "class", "number")
                .leaf("th", "95\u00a0% interval", "class", "number");
        html.close().close().open("tbody");
        for (ModelAccuracy accuracy : device.accuracies()) {
            html.open("tr").leaf("th", title(accuracy.model()), "scope", "row");
            share(html, accuracy.right(), device.images());
            html.close();
        }
        html.close().close().close();
    }

    private static void latencies(Html html, DeviceRecord device) {
        if (device.latencies().isEmpty()) {
            html.leaf("p", "Latency was not measured.", "class", "absent");
            return;
        }
        html.open("div", "class", "scroll").open("table");
        html.open("thead").open("tr");
        html.leaf("th", "One image at a time, " + threads(device.device().threads()))
                .leaf("th", "Median", "class", "number")
                .leaf("th", "p90", "class", "number")
                .leaf("th", "p99", "class", "number")
                .leaf("th", "Runs", "class", "number");
        html.close().close().open("tbody");
        for (DeviceLatency latency : device.latencies()) {
            html.open("tr").leaf("th", title(latency.model()), "scope", "row");
            html.leaf("td", NumberText.millis(latency.p50Millis()), "class", "number");
            html.leaf("td", NumberText.millis(latency.p90Millis()), "class", "number");
            html.leaf("td", NumberText.millis(latency.p99Millis()), "class", "number");
            html.leaf("td", NumberText.whole(latency.runs()), "class", "number").close();
        }
        html.close().close().close();
        if (device.status() == DeviceStatus.EMULATED) {
            html.leaf("p", "Emulated: these times say nothing about a device.", "class", "note");
        }
    }

    private static String title(String model) {
        return switch (model) {
            case "int8" -> "Int8, the deployment file";
            case "float" -> "Float";
            case "lite-ptq" -> "MindSpore Lite's own post-training quantisation";
            default -> model;
        };
    }

    private static String threads(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
