package org.mindpress.processors.stage;

import java.util.List;
import org.mindpress.engine.calibrate.BiasReport;
import org.mindpress.engine.calibrate.CalibrationResult;
import org.mindpress.engine.calibrate.PointReport;
import org.mindpress.engine.calibrate.RangeSource;
import org.mindpress.engine.calibrate.ValidationComparison;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.HistogramSummary;
import org.mindpress.engine.quant.RangeSide;

/**
 * {@code calibration.json}: how calibration came to its ranges and biases, for the report.
 *
 * @param version of this document, {@value #VERSION}
 * @param points in plan order
 * @param biases by layer, in plan order; empty when biases were not looked at
 * @param validation one comparison, or none when there was no validation
 * @param biasesCorrected whether the model carries the corrected biases
 * @param notes for people
 */
record CalibrationDocument(
        int version,
        List<Point> points,
        List<BiasReport> biases,
        List<ValidationComparison> validation,
        boolean biasesCorrected,
        List<String> notes) {
    static final int VERSION = 1;
    static final String NAME = "calibration.json";
    private static final String GIVEN = "given";

    /**
     * A point and its range.
     *
     * @param name of the point
     * @param side which values can occur
     * @param histogram of the float model's values
     * @param range final
     * @param scale final
     * @param zeroPoint final, int8 domain
     * @param observer spelling of the estimator that decides where no trained range was kept; {@value #GIVEN} when the file of the model
     *     was quantised before
     * @param trained whether the range came out of training
     * @param cost of the final range on the histogram
     * @param candidates what all estimators found
     */
    record Point(
            String name,
            RangeSide side,
            HistogramSummary histogram,
            ActivationRange range,
            float scale,
            int zeroPoint,
            String observer,
            boolean trained,
            double cost,
            List<Candidate> candidates) {
        Point {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * What one estimator finds.
     *
     * @param kind spelling of the estimator
     * @param low end of its range
     * @param high end of its range
     * @param cost sum of squared errors on the histogram
     */
    record Candidate(String kind, float low, float high, double cost) {}

    CalibrationDocument {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "calibration.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        points = List.copyOf(points);
        biases = List.copyOf(biases);
        validation = List.copyOf(validation);
        notes = List.copyOf(notes);
    }

    static CalibrationDocument of(CalibrationResult result, List<String> notes) {
        return new CalibrationDocument(
                VERSION,
                result.points().stream().map(CalibrationDocument::point).toList(),
                result.biases(),
                result.validation().stream().toList(),
                result.biasesCorrected(),
                notes);
    }

    private static Point point(PointReport report) {
        return new Point(
                report.point(),
                report.side(),
                report.histogram(),
                report.range(),
                report.parameters().scale(),
                report.parameters().zeroPoint(),
                report.source() == RangeSource.GIVEN
                        ? GIVEN
                        : report.choice().chosen().spelling(),
                report.source() == RangeSource.TRAINED,
                report.cost(),
                report.choice().candidates().entrySet().stream()
                        .map(entry -> new Candidate(
                                entry.getKey().spelling(),
                                entry.getValue().range().low(),
                                entry.getValue().range().high(),
                                entry.getValue().cost()))
                        .toList());
    }
}
