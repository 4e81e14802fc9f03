package org.mindpress.processors.stage;

/** A run that cannot be started once more; the message is for people. */
public final class RetryRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is against it. */
    public enum Kind {
        /** What the run was asked is gone. */
        GONE,
        /** The run has no such stage. */
        STAGE,
        /** The run is not over, or cannot be read any more. */
        STATE
    }

    private final Kind kind;

    RetryRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
