package org.mindpress.engine.evaluate;

/** What a gate says. It is said of an interval, never of a point. */
public enum Verdict {
    /** The whole interval lies within the limit. */
    PASS,
    /** The whole interval lies beyond the limit. */
    FAIL,
    /** The limit lies inside the interval: more images are needed. Not a pass. */
    INCONCLUSIVE
}
