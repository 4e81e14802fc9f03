package org.mindpress.processors.run;

/** How a run ended. */
public enum RunStatus {
    /** The gate holds, or there is none. */
    PASSED,
    /** The gate does not hold, or the exported file does not compute what was measured. */
    FAILED,
    /** The interval reaches over the gate: more images are needed. */
    INCONCLUSIVE,
    /** A stage could not do its work. */
    ERROR,
    /** Somebody stopped it, or newer data superseded it. */
    CANCELLED,
    /** New data look like those that the newest run that passed was calibrated on: nothing was computed. */
    UNCHANGED
}
