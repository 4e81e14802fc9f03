package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.data.NormalizedImages;
import org.mindpress.engine.evaluate.Accuracy;
import org.mindpress.engine.evaluate.Interval;
import org.mindpress.engine.evaluate.PairedComparison;
import org.mindpress.engine.evaluate.Predictions;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.integer.IntegerModel;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.train.TrainingSession;
import org.mindpress.processors.report.Certificate.SimulationDifference;
import org.mindpress.processors.report.Certificate.VariantAccuracy;
import org.mindpress.processors.report.Certificate.VariantComparison;

/** Decisions of the variants on the test images, in the order they were asked. Confined to one thread. */
final class VerifyPredictions {
    static final String FLOAT = "float";
    static final String TRAINED = "trained";
    static final String SIMULATED = "simulated";
    static final String INTEGER = "integer";

    private static final int LISTED = 20;

    private final VerifyBatches batches;
    private final NormalizedImages images;
    private final Map<String, Predictions> predictions = new LinkedHashMap<>();

    VerifyPredictions(VerifyBatches batches, NormalizedImages images) {
        this.batches = batches;
        this.images = images;
    }

    /**
     * Asks an ONNX model.
     *
     * @return logits, images times classes
     */
    float[] onnx(String variant, String file, byte[] onnx, SessionSettings settings) throws StageStoppedException {
        try (FloatSession session = FloatSession.open(file, onnx, settings, List.of())) {
            return floats(variant, session::run);
        }
    }

    /** Asks a network as training left it. */
    void trained(TrainingSession session) throws StageStoppedException {
        floats(TRAINED, session::predict);
    }

    /** A model with float logits. */
    private interface FloatModel {
        float[] run(float[] nchw, int batch);
    }

    private float[] floats(String variant, FloatModel model) throws StageStoppedException {
        List<float[]> parts = new ArrayList<>();
        batches.each(
                variant + " model on test images",
                images.count(),
                VerifyBatches.partOf(images.imageSize()),
                (from, count) -> parts.add(model.run(images.batch(from, count), count)));
        int length = parts.stream().mapToInt(part -> part.length).sum();
        float[] logits = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, logits, at, part.length);
            at += part.length;
        }
        predictions.put(variant, Predictions.ofLogits(logits, length / images.count()));
        return logits;
    }

    /**
     * Asks the integer engine.
     *
     * @return int8 logits, images times classes
     */
    byte[] integer(IntegerModel model) throws StageStoppedException {
        int classes = model.output().elements();
        byte[] codes = new byte[Math.multiplyExact(images.count(), classes)];
        batches.each(
                "integer model on test images",
                images.count(),
                VerifyBatches.partOf(images.imageSize()),
                (from, count) -> System.arraycopy(
                        model.run(images.batch(from, count), count).codes(),
                        0,
                        codes,
                        from * classes,
                        count * classes));
        predictions.put(INTEGER, Predictions.ofCodes(codes, classes));
        return codes;
    }

    List<VariantAccuracy> accuracies() {
        int[] labels = images.images().labels();
        return predictions.entrySet().stream()
                .map(entry -> {
                    Accuracy accuracy = entry.getValue().accuracy(labels);
                    return new VariantAccuracy(entry.getKey(), accuracy.right(), accuracy.images());
                })
                .toList();
    }

    /** The float model against each other variant. */
    List<VariantComparison> comparisons() {
        int[] labels = images.images().labels();
        Predictions reference = of(FLOAT);
        return predictions.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(FLOAT))
                .map(entry -> comparison(entry.getKey(), PairedComparison.of(reference, entry.getValue(), labels)))
                .toList();
    }

    private static VariantComparison comparison(String candidate, PairedComparison pairs) {
        Interval interval = pairs.interval();
        return new VariantComparison(
                FLOAT,
                candidate,
                pairs.images(),
                pairs.lost(),
                pairs.gained(),
                pairs.dropPoints(),
                100 * interval.low(),
                100 * interval.high(),
                pairs.mcNemar().pValue(),
                pairs.mcNemar().exact());
    }

    /**
     * Holds the QDQ file's answers to those of integer execution.
     *
     * @param logits of the QDQ file, images times classes
     * @param codes of integer execution, in the same order
     * @param parameters of the codes
     */
    SimulationDifference simulationDifference(float[] logits, byte[] codes, QuantizationParameters parameters) {
        Predictions simulated = of(SIMULATED);
        Predictions integer = of(INTEGER);
        List<Integer> first = new ArrayList<>();
        for (int image = 0; image < simulated.count() && first.size() < LISTED; image++) {
            if (simulated.of(image) != integer.of(image)) {
                first.add(image);
            }
        }
        long differing = 0;
        int largest = 0;
        for (int i = 0; i < codes.length; i++) {
            if (logits[i] != parameters.real(codes[i])) {
                differing++;
                largest = Math.max(largest, Math.abs(parameters.code(logits[i]) - codes[i]));
            }
        }
        return new SimulationDifference(simulated.differing(integer), first, codes.length, differing, largest);
    }

    private Predictions of(String variant) {
        Predictions found = predictions.get(variant);
        if (found == null) {
            throw new IllegalStateException("the " + variant + " model was not asked yet");
        }
        return found;
    }
}
