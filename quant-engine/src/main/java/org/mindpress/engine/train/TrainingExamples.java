package org.mindpress.engine.train;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images of one training step. Wraps the given arrays without copying them (a batch is megabytes); the trainer reads them before it
 * asks for the next batch.
 */
public final class TrainingExamples {
    private final float[] images;
    private final int[] labels;
    private final float @Nullable [] teacherLogits;

    private TrainingExamples(float[] images, int[] labels, float @Nullable [] teacherLogits) {
        this.images = images;
        this.labels = labels;
        this.teacherLogits = teacherLogits;
    }

    /**
     * Images with labels.
     *
     * @param images [N, C, H, W] row-major, normalised
     * @param labels [N], from 0
     */
    public static TrainingExamples of(float[] images, int[] labels) {
        return new TrainingExamples(images, labels, null);
    }

    /** The same with the teacher's logits, [N, classes] row-major. */
    public TrainingExamples withTeacher(float[] logits) {
        return new TrainingExamples(images, labels, logits);
    }

    /** Number of images. */
    public int size() {
        return labels.length;
    }

    float[] images() {
        return images;
    }

    int[] labels() {
        return labels;
    }

    Optional<float[]> teacherLogits() {
        return Optional.ofNullable(teacherLogits);
    }
}
