package org.mindpress.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images that ranges are calibrated on. They come from the train split: a set of another split is refused, and a packed set holds one split only, so
 * calibration has no way to the test images. The choice depends on the split's content and the seed alone. Immutable.
 */
public final class CalibrationSamples {

    private final ImageSet images;
    private final int[] indices;
    private final String digest;

    private CalibrationSamples(ImageSet images, int[] indices) {
        this.images = images;
        this.indices = indices;
        this.digest = images.digest();
    }

    /**
     * Draws samples without putting back. With labels, classes take turns, so that every leading part is balanced as far as the classes reach.
     *
     * @param train a train split, with or without labels
     * @param count samples, 1 to the number of images
     * @param seed decides which
     */
    public static CalibrationSamples draw(ImageSet train, int count, long seed) {
        if (train.split() != Split.TRAIN) {
            throw new IllegalArgumentException("calibration samples come from the train split, not from "
                    + train.split().label());
        }
        if (count < 1 || count > train.count()) {
            throw new IllegalArgumentException(
                    "calibration needs 1 to all of the " + train.count() + " training images, asked for " + count);
        }
        int[] shuffled = IntStream.range(0, train.count()).toArray();
        SeededRandom.of(seed, SeededRandom.CALIBRATION, 0, 0).shuffle(shuffled);
        int[] indices = takingTurns(train, shuffled, count);
        return new CalibrationSamples(train.select(indices), indices);
    }

    private static int[] takingTurns(ImageSet train, int[] shuffled, int count) {
        List<List<Integer>> queues = new ArrayList<>();
        for (int i = 0; i < Math.max(1, train.classNames().size()); i++) {
            queues.add(new ArrayList<>());
        }
        for (int index : shuffled) {
            queues.get(train.labelled() ? train.label(index) : 0).add(index);
        }
        int[] indices = new int[count];
        int taken = 0;
        for (int round = 0; taken < count; round++) {
            for (List<Integer> queue : queues) {
                if (round < queue.size() && taken < count) {
                    indices[taken++] = queue.get(round);
                }
            }
        }
        return indices;
    }

    /** The samples in the order drawn, as a set of the train split. */
    public ImageSet images() {
        return images;
    }

    /** Numbers within the train split, in the order drawn; the array is the caller's. */
    public int[] indices() {
        return indices.clone();
    }

    /** {@link ImageSet#digest} of the samples: goes into manifests. */
    public String digest() {
        return digest;
    }
}
