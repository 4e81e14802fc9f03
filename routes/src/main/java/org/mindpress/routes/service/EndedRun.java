package org.mindpress.routes.service;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.stage.Figures;

/**
 * What a list says of a run that is over.
 *
 * @param pipeline name
 * @param run id
 * @param status how it ended
 * @param reason for people
 * @param submittedAt time of submission
 * @param finishedAt time of its end
 * @param figures accuracy of the int8 file and the drop with its interval, by name, as far as they were measured
 */
record EndedRun(
        String pipeline,
        String run,
        RunStatus status,
        String reason,
        Instant submittedAt,
        Instant finishedAt,
        SortedMap<String, Double> figures) {
    private static final List<String> SHOWN =
            List.of(Figures.accuracy("integer"), Figures.DROP, Figures.DROP_LOW, Figures.DROP_HIGH);

    EndedRun {
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    }

    static EndedRun of(RunReference run, RunOutcome outcome) {
        SortedMap<String, Double> figures = new TreeMap<>(outcome.figures());
        figures.keySet().retainAll(SHOWN);
        return new EndedRun(
                run.pipeline(),
                run.run().text(),
                outcome.status(),
                outcome.reason(),
                outcome.submittedAt(),
                outcome.finishedAt(),
                figures);
    }

    RunReference reference() {
        return new RunReference(pipeline, new RunId(run));
    }
}
