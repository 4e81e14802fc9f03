package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mindpress.engine.evaluate.Predictions;
import org.mindpress.storage.Sha256;

/**
 * {@code predictions.json}: what the deployment file answered on every test image, so that anybody can ask it again.
 *
 * @param version of this document, {@value #VERSION}
 * @param model the file that was asked
 * @param outputs int8 logits of an image
 * @param classes chosen class by test image
 * @param logits beginning of the SHA-256 of an image's int8 logits by test image, {@value #DIGITS} hexadecimal digits
 * @param sample numbers of the test images in {@code sample.images}, ascending
 */
public record PredictionsDocument(
        int version, String model, int outputs, List<Integer> classes, List<String> logits, List<Integer> sample) {
    public static final int VERSION = 1;

    static final String FILE = "predictions.json";
    static final String SAMPLE = "sample.images";

    private static final int DIGITS = 16;
    private static final int SAMPLE_IMAGES = 100;
    private static final int SAMPLE_BYTES = 8 << 20;

    /** Checks the counts. */
    public PredictionsDocument {
        classes = List.copyOf(classes);
        logits = List.copyOf(logits);
        sample = List.copyOf(sample);
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    FILE + " has version " + version + ", this mindpress knows version " + VERSION);
        }
        if (classes.size() != logits.size()) {
            throw new IllegalArgumentException(
                    classes.size() + " classes, but " + logits.size() + " digests of logits");
        }
        for (int image : sample) {
            if (image < 0 || image >= classes.size()) {
                throw new IllegalArgumentException("sample has image " + image + " of " + classes.size());
            }
        }
    }

    /**
     * The answers of a model.
     *
     * @param codes int8 logits, images times outputs
     * @param outputs logits of an image
     * @param imageBytes size of an image
     */
    static PredictionsDocument of(String model, byte[] codes, int outputs, int imageBytes) {
        List<Integer> classes = new ArrayList<>();
        for (int chosen : Predictions.ofCodes(codes, outputs).toArray()) {
            classes.add(chosen);
        }
        List<String> logits = new ArrayList<>();
        for (int image = 0; image < classes.size(); image++) {
            logits.add(digest(codes, image, outputs));
        }
        int size = Math.max(1, Math.min(Math.min(SAMPLE_IMAGES, SAMPLE_BYTES / imageBytes), classes.size()));
        List<Integer> sample = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            sample.add((int) ((long) i * classes.size() / size));
        }
        return new PredictionsDocument(VERSION, model, outputs, classes, logits, sample);
    }

    static String digest(byte[] codes, int image, int outputs) {
        return Sha256.of(Arrays.copyOfRange(codes, image * outputs, (image + 1) * outputs))
                .substring(0, DIGITS);
    }

    int[] sampleNumbers() {
        return sample.stream().mapToInt(Integer::intValue).toArray();
    }
}
