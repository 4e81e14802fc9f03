package org.mindpress.engine.data;

import java.util.Arrays;
import java.util.List;

/** What one training step looks at: which images, seen how, with which labels. Pixels come from {@link TrainingBatches#fill}. Immutable. */
public final class TrainingBatch {

    private final long step;
    private final int epoch;
    private final int[] indices;
    private final int[] labels;
    private final List<AugmentationView> views;

    TrainingBatch(long step, int epoch, int[] indices, int[] labels, List<AugmentationView> views) {
        this.step = step;
        this.epoch = epoch;
        this.indices = indices;
        this.labels = labels;
        this.views = List.copyOf(views);
    }

    /** Global step, from 0. */
    public long step() {
        return step;
    }

    /** Epoch, from 0. */
    public int epoch() {
        return epoch;
    }

    /** Number of images. */
    public int size() {
        return indices.length;
    }

    /** Number within the training split of the image at this position. */
    public int index(int position) {
        return indices[position];
    }

    /** How the image at this position is seen. */
    public AugmentationView view(int position) {
        return views.get(position);
    }

    /** Class of the image at this position; IndexOutOfBoundsException for a set without labels. */
    public int label(int position) {
        return labels[position];
    }

    /** Writes the labels as one-hot rows: size x classes values, all others become 0. */
    public void fillOneHot(int classes, float[] target) {
        Arrays.fill(target, 0, Math.multiplyExact(size(), classes), 0f);
        for (int i = 0; i < labels.length; i++) {
            target[i * classes + labels[i]] = 1f;
        }
    }
}
