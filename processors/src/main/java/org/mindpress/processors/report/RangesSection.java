package org.mindpress.processors.report;

import org.mindpress.processors.report.Report.CalibrationSummary;
import org.mindpress.processors.report.Report.PointRange;

/** What values each point saw in calibration, and the range that was chosen. */
final class RangesSection {
    private RangesSection() {}

    static void write(Html html, CalibrationSummary calibration) {
        html.open("section", "id", "ranges");
        html.leaf("h2", "Calibration and ranges");
        html.leaf(
                "p",
                NumberText.whole(calibration.images()) + " unlabelled training images. "
                        + (calibration.biases() == 0
                                ? "Biases were not looked at."
                                : NumberText.whole(calibration.correctedBiases()) + " of "
                                        + NumberText.whole(calibration.biases()) + " biases were corrected."),
                "class",
                "lead");
        if (!calibration.notes().isEmpty()) {
            html.open("ul", "class", "notes");
            calibration.notes().forEach(note -> html.leaf("li", note));
            html.close();
        }
        if (calibration.points().isEmpty()) {
            html.leaf("p", "No histograms were kept.", "class", "absent");
        } else {
            html.open("details");
            html.leaf(
                    "summary",
                    "Histograms of all " + NumberText.whole(calibration.points().size()) + " points");
            html.leaf(
                    "p",
                    "Heights are logarithmic. The shaded part is the chosen range; values outside, in red, are clipped."
                            + " Exact zeros are counted apart.",
                    "class",
                    "note");
            html.open("div", "class", "multiples");
            for (PointRange point : calibration.points()) {
                HistogramChart.write(html, point);
            }
            html.close().close();
        }
        html.close();
    }
}
