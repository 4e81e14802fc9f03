package org.mindpress.engine.train;

/** What surrounds a training: who looks at its progress, who may stop it, and who keeps its checkpoints. All calls come from its thread. */
public interface TrainingHost {
    /** Asked before every step; true stops the training after a checkpoint. */
    boolean cancelled();

    /** Told after every step. */
    void progress(TrainingProgress progress);

    /**
     * Keeps a checkpoint, at least once a minute and at every stop. An exception ends the training.
     *
     * @param step number of steps that are done
     * @param bytes a zip for {@link TrainingSession#resume}
     */
    void keep(long step, byte[] bytes);
}
