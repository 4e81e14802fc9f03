package org.mindpress.processors.release;

/** A release cannot be made; the message says why and what to do. Nothing was written. */
public final class ReleaseRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of no it is. */
    public enum Kind {
        /** There is no such run, release or channel. */
        UNKNOWN,
        /** The rules do not allow it. */
        RULE,
        /** Only an approver may. */
        APPROVAL,
        /** Somebody else was faster. */
        RACE
    }

    private final Kind kind;

    ReleaseRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    ReleaseRefusal(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
