package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.engine.data.CalibrationSamples;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.infer.OnnxConvolutionKernel;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.integer.IntegerOptions;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.report.Certificate;
import org.mindpress.processors.report.Certificate.GateVerdict;
import org.mindpress.processors.report.Certificate.Parity;
import org.mindpress.processors.report.Certificate.SimulationDifference;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.report.Certificate.VariantComparison;
import org.mindpress.processors.report.Evaluation;
import org.mindpress.processors.report.Evaluation.LayerRow;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.storage.Sha256;

/** The deterministic part of {@code verify}: accuracy, parity, bytes and layer errors. */
final class VerifyProof {
    private static final int SAMPLE_IMAGES = 64;

    private final StageContext context;
    private final Pipeline pipeline;
    private final VerifyBatches batches;
    private final int threads;

    VerifyProof(StageContext context) {
        this.context = context;
        this.pipeline = context.pipeline();
        this.batches = new VerifyBatches(context);
        this.threads = context.environment().threads();
    }

    /**
     * What is deterministic.
     *
     * @param answers to every test image
     * @param sample packed images to ask again, in the scratch folder
     */
    record Proof(Certificate certificate, Evaluation evaluation, PredictionsDocument answers, Path sample) {}

    Proof prove(SortedMap<String, String> settings) throws IOException, StageException, StageStoppedException {
        NormalizedImages test = new NormalizedImages(testImages(), pipeline.input());
        byte[] deploymentBytes = context.read(VerifyInputs.DEPLOYMENT);
        byte[] verificationBytes = context.read(VerifyInputs.VERIFICATION);
        byte[] qdqBytes = context.read(VerifyInputs.QDQ);
        IntegerModel deployment = IntegerModel.read(
                VerifyInputs.DEPLOYMENT,
                deploymentBytes,
                IntegerOptions.defaults().withThreads(threads).preferring(OnnxConvolutionKernel.factory()));
        VerifyPredictions predictions = new VerifyPredictions(batches, test);
        predictions.onnx(
                VerifyPredictions.FLOAT,
                VerifyInputs.FLOAT,
                context.read(VerifyInputs.FLOAT),
                SessionSettings.optimized(threads));
        askTrained(predictions);
        float[] simulated = predictions.onnx(
                VerifyPredictions.SIMULATED, VerifyInputs.QDQ, qdqBytes, SessionSettings.literal(threads));
        byte[] codes = predictions.integer(deployment);
        SimulationDifference simulation = predictions.simulationDifference(
                simulated, codes, deployment.output().parameters());
        Parity parity = new VerifyParity(batches, test, deployment, verificationBytes)
                .compare(codes, pipeline.stages().verify().parityImages());
        if (!parity.notCompared().isEmpty()) {
            context.note("tensors that only one exported file has: " + parity.notCompared());
        }
        SortedMap<String, String> digests = new TreeMap<>();
        VerifyInputs.of(context.artifacts()).forEach(input -> digests.put(input.name(), input.digest()));
        long originalBytes = 0;
        for (StageInput file : context.userModelFiles(ModelDocuments.ORIGINAL)) {
            byte[] content = context.store().read(file.key());
            originalBytes += content.length;
            digests.put(file.name(), Sha256.of(content));
        }
        PredictionsDocument answers = PredictionsDocument.of(
                VerifyInputs.DEPLOYMENT,
                codes,
                deployment.output().elements(),
                test.images().shape().size());
        Path again = context.scratch().resolve(PredictionsDocument.SAMPLE);
        PackedImages.write(test.images().select(answers.sampleNumbers()), again);
        digests.put(PredictionsDocument.FILE, Sha256.of(Documents.write(answers)));
        digests.put(PredictionsDocument.SAMPLE, Sha256.of(again));
        SortedMap<String, Long> sizes = new TreeMap<>();
        sizes.put("float", originalBytes);
        sizes.put("deployment", (long) deploymentBytes.length);
        sizes.put("verification", (long) verificationBytes.length);
        sizes.put("qdq", (long) qdqBytes.length);
        NormalizedImages sample = sample();
        Evaluation evaluation = new Evaluation(
                Evaluation.VERSION, sample.count(), layers(sample, deployment), VerifyBytes.of(deploymentBytes), sizes);
        return new Proof(
                certificate(predictions, parity, simulation, test.count(), digests, settings),
                evaluation,
                answers,
                again);
    }

    private ImageSet testImages() throws IOException, StageException {
        ImageSet all = PackedImages.read(context.file(PackedImages.fileName(Split.TEST)));
        if (!all.labelled()) {
            throw new StageException(
                    ErrorKind.USER, "the test images have no labels: accuracy cannot be measured without them");
        }
        return pipeline.stages().verify().images().isPresent()
                ? all.first(pipeline.stages().verify().images().getAsInt())
                : all;
    }

    private void askTrained(VerifyPredictions predictions) throws IOException, StageStoppedException {
        if (!context.has(VerifyInputs.TRAINED) || !context.has(VerifyInputs.TRAINED_STATE)) {
            return;
        }
        ModelGraph graph = VerifyGraphs.graph(VerifyInputs.TRAINED, context.read(VerifyInputs.TRAINED));
        QuantizationState state =
                VerifyGraphs.state(VerifyInputs.TRAINED_STATE, context.read(VerifyInputs.TRAINED_STATE));
        predictions.trained(VerifyGraphs.trained(graph, state, pipeline));
    }

    private NormalizedImages sample() throws IOException {
        ImageSet train = PackedImages.read(context.file(PackedImages.fileName(Split.TRAIN)));
        ImageSet drawn = CalibrationSamples.draw(
                        train,
                        Math.min(SAMPLE_IMAGES, train.count()),
                        context.request().seed())
                .images();
        return new NormalizedImages(drawn, pipeline.input());
    }

    private List<LayerRow> layers(NormalizedImages sample, IntegerModel deployment)
            throws IOException, StageStoppedException {
        String quantized = context.has(VerifyInputs.TRAINED) ? VerifyInputs.TRAINED : VerifyInputs.FLOAT;
        byte[] onnx = context.read(quantized);
        ModelGraph graph = VerifyGraphs.graph(quantized, onnx);
        return new VerifyLayers(batches, sample).measure(onnx, VerifyGraphs.plan(graph, pipeline), deployment, threads);
    }

    private Certificate certificate(
            VerifyPredictions predictions,
            Parity parity,
            SimulationDifference simulation,
            int images,
            SortedMap<String, String> digests,
            SortedMap<String, String> settings) {
        List<VariantAccuracy> accuracies = predictions.accuracies();
        List<VariantComparison> comparisons = predictions.comparisons();
        Figures.Judgement judgement =
                Figures.judge(VerifyFigures.decisive(accuracies, comparisons, parity, simulation), pipeline);
        return new Certificate(
                Certificate.VERSION,
                pipeline.name(),
                context.request().seed(),
                images,
                accuracies,
                comparisons,
                parity,
                simulation,
                new GateVerdict(
                        pipeline.gateDropPoints().stream().boxed().toList(),
                        judgement.status().name(),
                        judgement.reason()),
                pipeline.input(),
                digests,
                settings,
                context.environment().versions());
    }
}
