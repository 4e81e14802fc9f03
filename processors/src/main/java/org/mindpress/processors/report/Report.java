package org.mindpress.processors.report;

import java.util.List;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;

/**
 * {@code report.json}: everything that the report page shows.
 *
 * @param version of this document, {@value #VERSION}
 * @param certificate what is deterministic
 * @param evaluation layers and bytes
 * @param measurements of this run
 * @param curves of the trainings, in order; empty without training
 * @param calibration how ranges were found
 * @param stages what each stage took, in order
 */
public record Report(
        int version,
        Certificate certificate,
        Evaluation evaluation,
        Measurements measurements,
        List<TrainingCurve> curves,
        CalibrationSummary calibration,
        List<StageTime> stages) {
    public static final int VERSION = 2;

    /**
     * Calibration for people.
     *
     * @param images unlabelled training images
     * @param points in plan order
     * @param correctedBiases biases that calibration changed, 0 when it left them alone
     * @param biases all biases looked at
     * @param notes warnings and decisions
     */
    public record CalibrationSummary(
            int images, List<PointRange> points, int correctedBiases, int biases, List<String> notes) {
        public CalibrationSummary {
            points = List.copyOf(points);
            notes = List.copyOf(notes);
        }
    }

    /**
     * A point, its values and its range.
     *
     * @param name of the point
     * @param histogram of the float model's values
     * @param range final
     * @param origin {@code trained}, or the spelling of the estimator that found it
     */
    public record PointRange(String name, HistogramSummary histogram, ActivationRange range, String origin) {}

    /**
     * Time of a stage.
     *
     * @param stage spelling
     * @param seconds of the attempt that computed it
     * @param origin {@code this run}, or the run whose artifacts were taken over
     */
    public record StageTime(String stage, double seconds, String origin) {}

    public Report {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "report.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        curves = List.copyOf(curves);
        stages = List.copyOf(stages);
    }
}
