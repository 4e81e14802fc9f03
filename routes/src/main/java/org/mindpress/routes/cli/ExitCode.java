package org.mindpress.routes.cli;

/** What the process tells its caller. */
public enum ExitCode {
    /** The gate passed, or there was none to pass. */
    PASSED(0),
    GATE_FAILED(1),
    /**
     * {@code lint} has findings, {@code diff} found a difference, {@code verify} a certificate that does not hold, or {@code device-result}
     * outputs that differ.
     */
    REFUTED(1),
    /** A file, key or argument is wrong: correct it and call again. */
    BAD_INPUT(2),
    /** The machine, the store or the program could not do it. */
    COULD_NOT_RUN(3),
    /** The gate's interval contains its limit. */
    INCONCLUSIVE(4),
    INTERRUPTED(130),
    TERMINATED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
