package org.mindpress.processors.run;

/**
 * {@code claims/<n>-beat.json}: the worker of claim n lives. Rewritten by it; its age is the server's {@code Last-Modified}.
 *
 * @param version of this form, 1
 * @param count beats so far
 * @param released whether the worker gave the run back
 */
public record ClaimBeat(int version, long count, boolean released) {
    public static final int VERSION = 1;

    public ClaimBeat {
        Documents.requireVersion("beat", version, VERSION);
    }
}
