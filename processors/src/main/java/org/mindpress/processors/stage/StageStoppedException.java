package org.mindpress.processors.stage;

/** A stage ended before it was done because it was asked to; what it checkpointed stays. */
public final class StageStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean cancelled;

    /**
     * A stop.
     *
     * @param cancelled whether the run is over; otherwise the process ends and the run can go on in another
     */
    public StageStoppedException(boolean cancelled) {
        super(cancelled ? "the run was cancelled" : "stopped; the run can go on later");
        this.cancelled = cancelled;
    }

    /** Whether the run is over, not only this process. */
    public boolean isCancelled() {
        return cancelled;
    }
}
