package org.mindpress.processors.run;

/** A stage could not do its work. */
public final class StageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    public StageException(ErrorKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StageException(ErrorKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public ErrorKind kind() {
        return kind;
    }

    public boolean isTransient() {
        return kind == ErrorKind.TRANSIENT;
    }
}
