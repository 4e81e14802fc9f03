package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.mindpress.engine.calibrate.Calibration;
import org.mindpress.engine.calibrate.CalibrationImages;
import org.mindpress.engine.calibrate.CalibrationInputs;
import org.mindpress.engine.calibrate.CalibrationResult;
import org.mindpress.engine.calibrate.CalibrationSettings;
import org.mindpress.engine.data.CalibrationSamples;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.evaluate.Predictions;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.infer.OnnxConvolutionKernel;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.mindir.DeploymentWriter;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** Makes every number of the int8 model final. Images come from the train split; corrected biases are judged on the validation split. */
final class CalibrateStage implements Stage {
    private static final int VALIDATION_BATCH = 50;
    /** Validation images per calibration image: as many as a judgement needs, few enough for a short pipeline. */
    private static final int VALIDATION_SHARE = 2;

    @Override
    public StageName name() {
        return StageName.CALIBRATE;
    }

    /** Iterations only mark progress. */
    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        return new Spelling()
                .input(pipeline)
                .policy(pipeline)
                .add("images", pipeline.stages().calibrate().images())
                .add("bias-correction", pipeline.stages().calibrate().biasCorrection())
                .map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        List<StageInput> inputs = new ArrayList<>();
        artifacts
                .ofLast(ModelDocuments.MODEL, ModelDocuments.MODEL, StageName.IMPORT, StageName.QAT, StageName.DISTILL)
                .ifPresent(inputs::add);
        artifacts
                .ofLast(ModelDocuments.STATE, ModelDocuments.STATE, StageName.IMPORT, StageName.QAT, StageName.DISTILL)
                .ifPresent(inputs::add);
        artifacts.find(StageName.IMPORT, ModelDocuments.QDQ, ModelDocuments.QDQ).ifPresent(inputs::add);
        if (artifacts.decision() == DriftDecision.RECALIBRATE) {
            inputs.add(artifacts.of(StageName.DRIFT, DriftDocument.NAME, DriftDocument.NAME));
        }
        for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
            String file = PackedImages.fileName(split);
            inputs.add(artifacts.of(StageName.FETCH, file, file));
        }
        return inputs;
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        Pipeline pipeline = context.pipeline();
        ImageSet train = PackedImages.read(context.file(PackedImages.fileName(Split.TRAIN)));
        int count = Math.min(pipeline.stages().calibrate().images(), train.count());
        CalibrationSamples samples =
                CalibrationSamples.draw(train, count, context.request().seed());
        NormalizedImages images = new NormalizedImages(samples.images(), pipeline.input());
        CalibrationResult result = CalibrationRelay.run(context, listener -> {
            Calibration calibration = new Calibration(settings(context, images.count()), RuntimeActivations::open);
            return context.has(ModelDocuments.QDQ)
                    ? calibration.keep(ModelDocuments.quantized(context), CalibrationImages.of(images), listener)
                    : calibration.run(inputs(context, images), listener);
        });
        List<String> notes = new ArrayList<>(result.notes());
        if (context.has(DriftDocument.NAME)) {
            notes.add("new data have drifted from those of run "
                    + context.artifacts().baseline().run()
                    + (context.has(ModelDocuments.QDQ)
                            ? ", but the numbers of the quantised file stay"
                            : ": ranges were searched anew, weights are as that run left them"));
        }
        notes.forEach(context::note);
        context.write(ModelDocuments.QDQ, ModelDocuments.write(result.model()));
        context.write(
                ModelDocuments.STATE, ModelDocuments.write(QuantizationDocument.of(result.model(), result.state())));
        context.write(CalibrationDocument.NAME, Documents.write(CalibrationDocument.of(result, notes)));
        context.measure("images", images.count());
        result.validation().ifPresent(both -> {
            context.measure("validation.accuracy.uncorrected", both.uncorrected());
            context.measure("validation.accuracy.corrected", both.corrected());
        });
    }

    private static CalibrationInputs inputs(StageContext context, NormalizedImages images) throws IOException {
        Pipeline pipeline = context.pipeline();
        NormalizedImages validation = new NormalizedImages(
                PackedImages.read(context.file(PackedImages.fileName(Split.VALIDATION)))
                        .first(VALIDATION_SHARE * images.count()),
                pipeline.input());
        ModelGraph model = ModelDocuments.model(context, ModelDocuments.MODEL);
        QuantizationPlan plan =
                QuantizationPlan.derive(model, pipeline.policy()).inSteps(1, 1);
        // where data have drifted from the ranges that training found, those are what does not fit any more
        QuantizationState state = context.has(ModelDocuments.STATE) && !context.has(DriftDocument.NAME)
                ? ModelDocuments.document(context).state()
                : QuantizationState.initial(plan);
        return new CalibrationInputs(
                model,
                plan,
                state,
                CalibrationImages.of(images),
                pipeline.input(),
                Optional.of(candidate -> accuracy(context, candidate, validation)));
    }

    private static CalibrationSettings settings(StageContext context, int images) {
        CalibrationSettings usual = CalibrationSettings.DEFAULT;
        var asked = context.pipeline().stages().calibrate();
        return new CalibrationSettings(
                images,
                Math.min(asked.iterations(), images),
                asked.biasCorrection() ? Math.min(usual.biasImages(), images) : 0,
                usual.memoryLimitBytes(),
                context.environment().threads());
    }

    /** Accuracy of what would be deployed, by integer execution. */
    private static double accuracy(StageContext context, QuantizedModel model, NormalizedImages validation) {
        IntegerModel integer = IntegerModel.read(
                "candidate.mindir",
                DeploymentWriter.write(model, "mindpress"),
                IntegerOptions.defaults()
                        .withThreads(context.environment().threads())
                        .preferring(OnnxConvolutionKernel.factory()));
        int[] labels = validation.images().labels();
        int right = 0;
        for (int from = 0; from < labels.length; from += VALIDATION_BATCH) {
            CalibrationRelay.checkStop(context);
            int count = Math.min(VALIDATION_BATCH, labels.length - from);
            byte[] codes = integer.run(validation.batch(from, count), count).codes();
            Predictions predictions = Predictions.ofCodes(codes, codes.length / count);
            for (int i = 0; i < count; i++) {
                right += predictions.of(i) == labels[from + i] ? 1 : 0;
            }
            context.progress("judge biases on validation images", from + count, labels.length, "images");
        }
        return (double) right / labels.length;
    }
}
