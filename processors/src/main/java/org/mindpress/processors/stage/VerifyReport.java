package org.mindpress.processors.stage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.report.Measurements;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.report.Report.CalibrationSummary;
import org.mindpress.processors.report.Report.PointRange;
import org.mindpress.processors.report.Report.StageTime;
import org.mindpress.processors.report.TrainingCurve;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** Gathers what the stages before left for the report. */
final class VerifyReport {
    private final StageContext context;

    VerifyReport(StageContext context) {
        this.context = context;
    }

    Report report(Certificate certificate, Evaluation evaluation, Measurements measurements) throws IOException {
        return new Report(Report.VERSION, certificate, evaluation, measurements, curves(), calibration(), stageTimes());
    }

    private List<TrainingCurve> curves() throws IOException {
        List<TrainingCurve> curves = new ArrayList<>();
        for (StageName training : List.of(StageName.QAT, StageName.DISTILL)) {
            String losses = VerifyInputs.losses(training);
            if (context.has(losses)) {
                curves.add(Documents.read(context.input(losses).key(), context.read(losses), TrainingCurve.class));
            }
        }
        return curves;
    }

    private CalibrationSummary calibration() throws IOException {
        CalibrationDocument document = Documents.read(
                context.input(VerifyInputs.CALIBRATION).key(),
                context.read(VerifyInputs.CALIBRATION),
                CalibrationDocument.class);
        List<PointRange> points = document.points().stream()
                .map(point -> new PointRange(
                        point.name(), point.histogram(), point.range(), point.trained() ? "trained" : point.observer()))
                .toList();
        int corrected = document.biasesCorrected()
                ? document.biases().stream().mapToInt(bias -> bias.corrected()).sum()
                : 0;
        return new CalibrationSummary(
                images(),
                points,
                corrected,
                document.biases().stream().mapToInt(bias -> bias.channels()).sum(),
                document.notes());
    }

    /** As many as calibration says it used; a small split has fewer than the pipeline asks for. */
    private int images() {
        int asked = context.pipeline().stages().calibrate().images();
        return context.artifacts()
                .manifest(StageName.CALIBRATE)
                .map(manifest -> manifest.measurements()
                        .getOrDefault("images", (double) asked)
                        .intValue())
                .orElse(asked);
    }

    private List<StageTime> stageTimes() {
        List<StageTime> times = new ArrayList<>();
        for (StageName stage : StageName.values()) {
            Optional<StageManifest> manifest = context.artifacts().manifest(stage);
            manifest.ifPresent(done -> times.add(new StageTime(
                    stage.spelling(),
                    Duration.between(done.startedAt(), done.finishedAt()).toMillis() / 1e3,
                    done.takenFrom().equals(context.request().reference().manifestKey(stage))
                            ? "this run"
                            : done.takenFrom())));
        }
        return times;
    }
}
