package org.mindpress.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training batches by global step. Step t belongs to epoch t / stepsPerEpoch; the images are those at its place in that epoch's order, an incomplete last
 * batch is left out. All follows from (seed, step), so a training resumes anywhere without replaying what came before. Thread-safe.
 */
public final class TrainingBatches {

    private final NormalizedImages images;
    private final CropFlip augmentation;
    private final int batchSize;
    private final long seed;
    private final EpochOrder order;
    private volatile CachedOrder cached;

    /**
     * Batches over a training split.
     *
     * @param images training images
     * @param augmentation how an image is varied
     * @param batchSize images a step, at most the number of images
     * @param seed decides order and views
     */
    public TrainingBatches(NormalizedImages images, CropFlip augmentation, int batchSize, long seed) {
        ImageSet set = images.images();
        if (set.split() != Split.TRAIN) {
            throw new IllegalArgumentException("training batches come from the train split, not from "
                    + set.split().label());
        }
        if (batchSize < 1 || batchSize > set.count()) {
            throw new IllegalArgumentException("batch size must be 1 to the number of training images: batch size "
                    + batchSize + ", images " + set.count());
        }
        this.images = images;
        this.augmentation = augmentation;
        this.batchSize = batchSize;
        this.seed = seed;
        this.order = new EpochOrder(set.count(), seed);
        this.cached = new CachedOrder(0, order.order(0));
    }

    /** How an image is varied. */
    public CropFlip augmentation() {
        return augmentation;
    }

    /** Images a step. */
    public int batchSize() {
        return batchSize;
    }

    /** Whole batches in an epoch, at least 1. */
    public int stepsPerEpoch() {
        return images.count() / batchSize;
    }

    /** The epoch that a global step (from 0) belongs to. */
    public int epoch(long step) {
        return Math.toIntExact(step / stepsPerEpoch());
    }

    /** Images, views and labels of a global step (from 0). */
    public TrainingBatch batch(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("steps count from 0: " + step);
        }
        int epoch = epoch(step);
        int from = Math.toIntExact(step % stepsPerEpoch()) * batchSize;
        int[] indices = Arrays.copyOfRange(orderOf(epoch), from, from + batchSize);
        List<AugmentationView> views = new ArrayList<>(batchSize);
        for (int index : indices) {
            views.add(augmentation.view(seed, epoch, index));
        }
        ImageSet set = images.images();
        int[] labels = set.labelled() ? Arrays.stream(indices).map(set::label).toArray() : new int[0];
        return new TrainingBatch(step, epoch, indices, labels, views);
    }

    /** Writes the views of a batch, float32 NCHW: batchSize x C x H x W values. */
    public void fill(TrainingBatch batch, float[] target) {
        for (int i = 0; i < batch.size(); i++) {
            images.fillView(batch.index(i), batch.view(i), augmentation.padding(), target, i * images.imageSize());
        }
    }

    private int[] orderOf(int epoch) {
        CachedOrder current = cached;
        if (current.epoch != epoch) {
            current = new CachedOrder(epoch, order.order(epoch));
            cached = current;
        }
        return current.indices;
    }

    private static final class CachedOrder {
        private final int epoch;
        private final int[] indices;

        CachedOrder(int epoch, int[] indices) {
            this.epoch = epoch;
            this.indices = indices;
        }
    }
}
