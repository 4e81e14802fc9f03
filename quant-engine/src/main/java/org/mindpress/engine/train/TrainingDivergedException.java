package org.mindpress.engine.train;

/** The loss or an activation is no longer finite; the weights of this training are worthless. */
public final class TrainingDivergedException extends RuntimeException {
    private final long step;

    TrainingDivergedException(long step, String what) {
        super("training diverged at step " + step + ": " + what
                + ". Remedy: lower learning-rate, and check that images and weights are finite.");
        this.step = step;
    }

    /** The step, from 0, that gave the first value that is not finite. */
    public long step() {
        return step;
    }
}
