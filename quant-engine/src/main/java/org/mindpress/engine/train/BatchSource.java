package org.mindpress.engine.train;

/** Where batches come from: order, augmentation and the teacher's logits are decided here. */
@FunctionalInterface
public interface BatchSource {
    /**
     * The images of one step; the same for the same step, whenever it is asked, or a resumed training would not equal an uninterrupted
     * one.
     *
     * @param step from 0 within this training
     */
    TrainingExamples batch(long step);
}
