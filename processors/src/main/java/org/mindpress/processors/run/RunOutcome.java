package org.mindpress.processors.run;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code outcome.json}: how a run ended. Written once; the run is over.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param run id
 * @param status how it ended
 * @param reason one or more sentences for people
 * @param stage spelling of the stage that ended it; empty when all stages were done
 * @param errorKind for {@link RunStatus#ERROR}; {@link ErrorKind#NONE} otherwise
 * @param figures accuracies, drop, sizes, latencies and the like by name; what was not measured is absent
 * @param submittedAt time of submission
 * @param finishedAt time of this document
 */
public record RunOutcome(
        int version,
        String pipeline,
        String run,
        RunStatus status,
        String reason,
        String stage,
        ErrorKind errorKind,
        SortedMap<String, Double> figures,
        Instant submittedAt,
        Instant finishedAt) {
    public static final int VERSION = 1;

    /** Reasons of runs that newer data overtook begin so. */
    public static final String SUPERSEDED = "superseded by ";

    public RunOutcome {
        Documents.requireVersion("outcome.json", version, VERSION);
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
        if ((status == RunStatus.ERROR) == (errorKind == ErrorKind.NONE)) {
            throw new IllegalArgumentException("outcome.json: status " + status + " with error kind " + errorKind);
        }
    }

    /** Whether the data changed before it was read: the new listing is worth a run. */
    public boolean isSuperseded() {
        return status == RunStatus.CANCELLED && reason.startsWith(SUPERSEDED);
    }
}
