package org.mindpress.processors.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The report as one self-contained HTML file: no script, no font, no picture from elsewhere. */
public final class ReportPage {
    private static final String STYLE = "report.css";

    private ReportPage() {}

    /** The page of a run that no device has run; everything it needs is in it. */
    public static String html(Report report) {
        return html(report, List.of());
    }

    /** The page with what devices computed, in the order recorded. */
    public static String html(Report report, List<DeviceRecord> devices) {
        Html html = new Html();
        html.open("html", "lang", "en");
        html.open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.leaf("title", report.certificate().pipeline() + ": mindpress report");
        html.style(style());
        html.close();
        html.open("body").open("main");
        VerdictSection.write(html, report, devices);
        AccuracySection.write(html, report.certificate());
        FilesSection.write(html, report);
        LatencySection.write(html, report.measurements());
        DeviceSection.write(html, report.measurements().run(), devices);
        TrainingSection.write(html, report);
        LayersSection.write(html, report.evaluation());
        RangesSection.write(html, report.calibration());
        ProvenanceSection.write(html, report);
        html.close().close().close();
        return "<!DOCTYPE html>\n" + html.markup();
    }

    private static String style() {
        try (InputStream stream = ReportPage.class.getResourceAsStream(STYLE)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its resource " + STYLE);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
