package org.mindpress.engine.train;

import java.util.Random;
import org.mindpress.engine.graph.ModelGraph;

/** Endless batches of random images whose class shows in their mean colour; a step always gives the same batch. */
final class GeneratedExamples implements BatchSource {
    private final ModelGraph model;
    private final int batch;
    private final long seed;
    private final boolean teacher;

    GeneratedExamples(ModelGraph model, int batch, long seed, boolean teacher) {
        this.model = model;
        this.batch = batch;
        this.seed = seed;
        this.teacher = teacher;
    }

    @Override
    public TrainingExamples batch(long step) {
        Random random = new Random(seed * 1_000_003 + step);
        int classes = model.outputShape().elements();
        int[] labels = new int[batch];
        float[] logits = new float[batch * classes];
        for (int i = 0; i < batch; i++) {
            labels[i] = random.nextInt(classes);
            logits[i * classes + labels[i]] = 3f;
        }
        TrainingExamples examples = TrainingExamples.of(images(labels, random), labels);
        return teacher ? examples.withTeacher(logits) : examples;
    }

    private float[] images(int[] labels, Random random) {
        int perImage = model.inputShape().elements();
        int classes = model.outputShape().elements();
        float[] images = new float[labels.length * perImage];
        for (int i = 0; i < images.length; i++) {
            double offset = 2.0 * labels[i / perImage] / classes - 1;
            images[i] = (float) (offset + random.nextGaussian());
        }
        return images;
    }
}
