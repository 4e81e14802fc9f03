package org.mindpress.engine.evaluate;

/** The class that a model chose for each image of a set, in the set's order. Immutable. */
public final class Predictions {

    private final int[] classes;

    private Predictions(int[] classes) {
        this.classes = classes;
    }

    /**
     * The largest logit of each image; of equal ones the first.
     *
     * @param logits N x classes values
     * @param classes outputs of the model, at least 1
     * @throws IllegalArgumentException when a logit is not finite, naming image and class, or when the length does not fit
     */
    public static Predictions ofLogits(float[] logits, int classes) {
        int[] chosen = new int[images(logits.length, classes)];
        for (int image = 0; image < chosen.length; image++) {
            int best = 0;
            for (int c = 0; c < classes; c++) {
                float logit = logits[image * classes + c];
                if (!Float.isFinite(logit)) {
                    throw new IllegalArgumentException("logit of image " + image + ", class " + c + " is " + logit);
                }
                if (logit > logits[image * classes + best]) {
                    best = c;
                }
            }
            chosen[image] = best;
        }
        return new Predictions(chosen);
    }

    /**
     * The largest int8 code of each image; of equal ones the first. All codes of an output share scale and zero point, so no dequantisation is needed.
     *
     * @param codes N x classes int8 codes
     * @param classes outputs of the model, at least 1
     */
    public static Predictions ofCodes(byte[] codes, int classes) {
        int[] chosen = new int[images(codes.length, classes)];
        for (int image = 0; image < chosen.length; image++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (codes[image * classes + c] > codes[image * classes + best]) {
                    best = c;
                }
            }
            chosen[image] = best;
        }
        return new Predictions(chosen);
    }

    private static int images(int length, int classes) {
        if (classes < 1 || length == 0 || length % classes != 0) {
            throw new IllegalArgumentException(
                    length + " outputs are not a whole, positive number of images of " + classes + " classes");
        }
        return length / classes;
    }

    /** Number of images, at least 1. */
    public int count() {
        return classes.length;
    }

    /** Class chosen for an image. */
    public int of(int image) {
        return classes[image];
    }

    /** All classes chosen; the array is the caller's. */
    public int[] toArray() {
        return classes.clone();
    }

    /** How many predictions equal the labels, one label an image. */
    public Accuracy accuracy(int[] labels) {
        requireSameCount(labels.length, "labels");
        int right = 0;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] == labels[i]) {
                right++;
            }
        }
        return new Accuracy(right, classes.length);
    }

    /** Number of images for which two models chose differently. */
    public int differing(Predictions other) {
        requireSameCount(other.count(), "other predictions");
        int differing = 0;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != other.classes[i]) {
                differing++;
            }
        }
        return differing;
    }

    private void requireSameCount(int count, String what) {
        if (count != classes.length) {
            throw new IllegalArgumentException(classes.length + " predictions, but " + count + " " + what);
        }
    }
}
