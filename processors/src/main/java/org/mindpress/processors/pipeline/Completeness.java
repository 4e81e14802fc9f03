package org.mindpress.processors.pipeline;

import java.time.Duration;
import java.util.Objects;

/**
 * What tells that a data set is complete, so that an upload of many objects starts one run and not many.
 *
 * @param rule marker or quiet period
 * @param quiet how long nothing may have changed, for {@link Rule#QUIET}
 */
public record Completeness(Rule rule, Duration quiet) {

    /** The one rule that holds for a pipeline. */
    public enum Rule {
        /** The object {@code _READY} is there and no object is younger than it. */
        MARKER,
        /** Nothing was written or removed for some time. */
        QUIET
    }

    public Completeness {
        Objects.requireNonNull(rule, "rule");
        if (quiet.isNegative() || quiet.isZero()) {
            throw new IllegalArgumentException("a quiet period must be longer than nothing, not " + quiet);
        }
    }
}
