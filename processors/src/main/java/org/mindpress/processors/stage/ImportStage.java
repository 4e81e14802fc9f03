package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.mindpress.engine.data.ImageSet;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.data.PackedImages;
import org.mindpress.engine.data.Split;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.importer.ModelFile;
import org.mindpress.engine.importer.ModelImport;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageName;

/** Brings the user's network into device form and shows that it still computes the same. */
final class ImportStage implements Stage {
    /** Images on which the device form is compared with the original; from the validation split. */
    private static final int COMPARED_IMAGES = 16;
    /** Largest accepted difference of a logit, relative to the largest logit where that is above 1. */
    private static final double TOLERANCE = 1e-4;
    /** The same of a file that was quantised before, in steps of its logits: a sum on the border of two codes may go to either. */
    private static final double CODES = 4;

    @Override
    public StageName name() {
        return StageName.IMPORT;
    }

    @Override
    public SortedMap<String, String> settings(Pipeline pipeline) {
        Spelling settings = new Spelling().input(pipeline).policy(pipeline);
        pipeline.model().architecture().ifPresent(name -> settings.add("architecture", name));
        return settings.map();
    }

    @Override
    public List<StageInput> inputs(Pipeline pipeline, RunArtifacts artifacts) {
        List<StageInput> inputs = new ArrayList<>(artifacts.userModel("model", ModelDocuments.ORIGINAL));
        String validation = PackedImages.fileName(Split.VALIDATION);
        inputs.add(artifacts.of(StageName.FETCH, validation, validation));
        return inputs;
    }

    @Override
    public void run(StageContext context) throws IOException, StageException, StageStoppedException {
        ModelFile original =
                context.userModel(ModelDocuments.ORIGINAL, context.pipeline().model());
        ModelAdmission.Admitted admitted = ModelAdmission.admit(original, context.pipeline());
        admitted.notes().forEach(context::note);
        ModelGraph graph = admitted.graph();
        context.checkStop();
        byte[] written = OnnxWriter.write(graph);
        ImageSet validation = PackedImages.read(context.file(PackedImages.fileName(Split.VALIDATION)));
        int classes = validation.classNames().size();
        if (graph.outputShape().elements() != classes) {
            throw new StageException(
                    ErrorKind.USER,
                    "the model has " + graph.outputShape().elements() + " outputs, the data set "
                            + context.pipeline().data().set() + " has " + classes + " classes "
                            + validation.classNames() + ". Remedy: name a model that was trained on this data");
        }
        ImageSet compared = validation.first(COMPARED_IMAGES);
        byte[] unchanged = ModelImport.onnx(original);
        double difference = admitted.given().isPresent()
                ? writeGiven(context, admitted.given().get(), compared, unchanged)
                : compare(context, compared, unchanged, written, SessionSettings.optimized(1))
                        .accepted(TOLERANCE);
        context.write(ModelDocuments.MODEL, written);
        context.write(
                GraphDocument.NAME,
                Documents.write(new GraphDocument(
                        GraphDocument.VERSION,
                        graph.name(),
                        graph.parameterCount(),
                        graph.multiplyAccumulates(),
                        admitted.plan().describe(),
                        admitted.notes())));
        context.measure("parameters", (double) graph.parameterCount());
        context.measure("multiply.accumulates", (double) graph.multiplyAccumulates());
        context.measure("difference.largest", difference);
    }

    /** Passes the numbers of a file that was quantised before on to calibration; returns the largest difference of a logit. */
    private static double writeGiven(StageContext context, QuantizedModel given, ImageSet images, byte[] original)
            throws IOException, StageException {
        byte[] simulation = ModelDocuments.write(given);
        float step = given.parametersOf(given.graph().outputNode().name()).scale();
        Comparison comparison = compare(context, images, original, simulation, SessionSettings.literal(1));
        double difference = comparison.accepted(CODES * step / comparison.largest());
        context.write(ModelDocuments.QDQ, simulation);
        context.write(
                ModelDocuments.STATE,
                ModelDocuments.write(QuantizationDocument.of(given, QuantizationState.initial(given.plan()))));
        return difference;
    }

    private static Comparison compare(
            StageContext context, ImageSet images, byte[] original, byte[] written, SessionSettings settings) {
        NormalizedImages normalized =
                new NormalizedImages(images, context.pipeline().input());
        float[] input = normalized.batch(0, normalized.count());
        try (FloatSession one = FloatSession.open(original, settings);
                FloatSession other = FloatSession.open(written, settings)) {
            float[] expected = one.run(input, normalized.count());
            float[] actual = other.run(input, normalized.count());
            double largest = 1;
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                float apart = Math.abs(expected[i] - actual[i]);
                difference = Float.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(difference, apart);
            }
            return new Comparison(images.count(), difference, largest);
        }
    }

    /**
     * Logits of two files on the same images.
     *
     * @param images that were compared
     * @param difference the largest of a logit; infinite when one is no number
     * @param largest logit of the original, at least 1
     */
    private record Comparison(int images, double difference, double largest) {
        /** The difference, if it is at most a share of the largest logit. */
        double accepted(double share) throws StageException {
            if (difference > share * largest) {
                throw new StageException(
                        ErrorKind.INTERNAL,
                        String.format(
                                Locale.ROOT,
                                "the device form differs from the original by %.3g on %d images, accepted is %.3g:"
                                        + " please report this model",
                                difference,
                                images,
                                share * largest));
            }
            return difference;
        }
    }
}
