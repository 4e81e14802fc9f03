package org.mindpress.engine.data;

/**
 * The order in which an epoch visits the images: a permutation that depends on (seed, epoch) alone.
 *
 * @param imageCount images of the training split, at least 1
 * @param seed seed of the training
 */
public record EpochOrder(int imageCount, long seed) {

    /** Checks that there is an image. */
    public EpochOrder {
        if (imageCount < 1) {
            throw new IllegalArgumentException("an epoch needs at least 1 image: " + imageCount);
        }
    }

    /** Indices 0..imageCount - 1 in the order of this epoch; the array is the caller's. */
    public int[] order(int epoch) {
        int[] indices = new int[imageCount];
        for (int i = 0; i < imageCount; i++) {
            indices[i] = i;
        }
        SeededRandom.of(seed, SeededRandom.EPOCH_ORDER, epoch, 0).shuffle(indices);
        return indices;
    }
}
