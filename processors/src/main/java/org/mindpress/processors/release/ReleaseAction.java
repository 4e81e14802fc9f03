package org.mindpress.processors.release;

/** How a release came to its channel. */
public enum ReleaseAction {
    /** From the channel before, or by passing. */
    PROMOTE,
    /** An earlier release of the channel holds again. */
    ROLLBACK
}
