package org.mindpress.routes.events;

import java.util.Locale;

/**
 * What a data set means for a pipeline at some moment.
 *
 * @param kind what to do
 * @param reason in words, for logs and answers
 */
record DataDecision(Kind kind, String reason) {

    /** What to do. */
    enum Kind {
        /** A run. */
        SUBMIT,
        /** The upload may go on: look again. */
        WAIT,
        /** Nothing new. */
        NONE;

        /** As answers write it. */
        String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static DataDecision submit(String reason) {
        return new DataDecision(Kind.SUBMIT, reason);
    }

    static DataDecision waitFor(String reason) {
        return new DataDecision(Kind.WAIT, reason);
    }

    static DataDecision none(String reason) {
        return new DataDecision(Kind.NONE, reason);
    }
}
