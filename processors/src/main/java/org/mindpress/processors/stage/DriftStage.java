package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.mindpress.engine.calibrate.Calibration;
import org.mindpress.engine.calibrate.CalibrationImages;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.calibrate.PointDrift;
import org.mindpress.engine.data.CalibrationSamples;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.QdqReader;
import org.mindpress.engine.quant.QuantizationDocumentCodec;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.StreamingHistogram;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/**
 * Sends new images through the float model of an earlier run and compares the values at each point with those that its calibration saw. As many
 * images as that took, from the train split.
 */
final class DriftStage implements Stage {
    /** What is read of the earlier run has this in front of its name. */
    static final String BASELINE = "baseline.";

    @Override
    public StageName name() {
        return StageName.DRIFT;
    }

    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        return new Spelling()
                .input(pipeline)
                .policy(pipeline)
                .add("images", pipeline.stages().calibrate().images())
                .add("limits", DriftRule.LIMITS)
                .map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        List<StageInput> inputs = new ArrayList<>();
        // what the earlier calibration read of the model, and what it found
        artifacts.baseline().calibration().inputs().stream()
                .filter(input -> List.of(ModelDocuments.MODEL, ModelDocuments.QDQ, ModelDocuments.STATE)
                        .contains(input.name()))
                .forEach(input -> inputs.add(new StageInput(BASELINE + input.name(), input.key(), input.sha256())));
        var calibration = artifacts
                .baseline()
                .calibration()
                .output(CalibrationDocument.NAME)
                .orElseThrow(() -> new IllegalStateException("the earlier run has no " + CalibrationDocument.NAME));
        inputs.add(new StageInput(BASELINE + calibration.name(), calibration.key(), calibration.sha256()));
        String train = PackedImages.fileName(Split.TRAIN);
        inputs.add(artifacts.of(StageName.FETCH, train, train));
        return inputs;
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        Pipeline pipeline = context.pipeline();
        CalibrationDocument before = Documents.read(
                context.input(BASELINE + CalibrationDocument.NAME).key(),
                context.read(BASELINE + CalibrationDocument.NAME),
                CalibrationDocument.class);
        ImageSet train = PackedImages.read(context.file(PackedImages.fileName(Split.TRAIN)));
        var mismatch = train.mismatch(pipeline.input(), train.classNames().size());
        if (mismatch.isPresent()) {
            throw new StageException(ErrorKind.USER, mismatch.get());
        }
        int count = Math.min(pipeline.stages().calibrate().images(), train.count());
        NormalizedImages images = new NormalizedImages(
                CalibrationSamples.draw(train, count, context.request().seed()).images(), pipeline.input());
        List<PointDrift> points = compare(before, observe(context, images));
        DriftRule.Decided decided = DriftRule.decide(points, DriftRule.LIMITS);
        context.note(decided.decision().spelling() + ": " + decided.reason());
        context.write(
                DriftDocument.NAME,
                Documents.write(new DriftDocument(
                        DriftDocument.VERSION,
                        context.artifacts().baseline().run().manifestKey(StageName.CALIBRATE),
                        count,
                        decided.decision().spelling(),
                        decided.reason(),
                        DriftRule.LIMITS,
                        points)));
        for (DriftDecision decision : DriftDecision.values()) {
            context.measure(decision.figure(), decision == decided.decision() ? 1 : 0);
        }
        context.measure("drift.index.logits", points.get(points.size() - 1).moved());
        context.measure(
                "drift.index.largest",
                DriftRule.largest(points, Comparator.comparingDouble(PointDrift::moved))
                        .moved());
        context.measure(
                "drift.clipped.more",
                DriftRule.largest(points, Comparator.comparingDouble(PointDrift::clippedMore))
                        .clippedMore());
    }

    private static Map<String, StreamingHistogram> observe(StageContext context, NormalizedImages images)
            throws IOException, StageException, StageStoppedException {
        Observed model = model(context);
        return CalibrationRelay.run(context, listener -> {
            CalibrationSettings settings = CalibrationSettings.DEFAULT
                    .withImages(images.count())
                    .withThreads(context.environment().threads());
            return new Calibration(settings, RuntimeActivations::open)
                    .observe(model.graph(), model.plan(), CalibrationImages.of(images), listener);
        });
    }

    /** A float model and its plan. */
    private record Observed(ModelGraph graph, QuantizationPlan plan) {}

    /** The model of the earlier run, as its calibration read it. */
    private static Observed model(StageContext context) throws IOException {
        String file = BASELINE + ModelDocuments.MODEL;
        String simulation = BASELINE + ModelDocuments.QDQ;
        if (!context.has(simulation)) {
            ModelGraph graph = OnnxReader.read(context.input(file).key(), context.read(file))
                    .graph();
            return new Observed(
                    graph,
                    QuantizationPlan.derive(graph, context.pipeline().policy()).inSteps(1, 1));
        }
        String document = BASELINE + ModelDocuments.STATE;
        QuantizedModel given = QdqReader.read(
                context.input(simulation).key(),
                context.read(simulation),
                QuantizationDocumentCodec.fromJson(context.input(document).key(), context.read(document)));
        return new Observed(given.graph(), given.plan());
    }

    private static List<PointDrift> compare(CalibrationDocument before, Map<String, StreamingHistogram> now) {
        List<String> known =
                before.points().stream().map(CalibrationDocument.Point::name).toList();
        List<PointDrift> points = new ArrayList<>();
        for (CalibrationDocument.Point point : before.points()) {
            StreamingHistogram values = now.get(point.name());
            if (values == null || now.size() != known.size()) {
                throw new IllegalStateException("the earlier calibration has the points " + known
                        + ", the plan of its model has " + now.keySet());
            }
            points.add(PointDrift.of(point.name(), point.histogram(), point.range(), values));
        }
        return points;
    }
}
