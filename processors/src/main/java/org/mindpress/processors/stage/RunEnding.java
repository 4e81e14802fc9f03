package org.mindpress.processors.stage;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.pipeline.Pipeline;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** Writes how runs end; an end that a run already has stands. Thread-safe. */
final class RunEnding {
    private final RunStore runs;
    private final DriftConsequences drift;
    private final RunListener listener;
    private final Clock clock;

    RunEnding(RunStore runs, DriftConsequences drift, RunListener listener, Clock clock) {
        this.runs = runs;
        this.drift = drift;
        this.listener = listener;
        this.clock = clock;
    }

    /** Of a run whose stages are all done. */
    RunOutcome finished(RunReference run, Pipeline pipeline) throws IOException, StageException {
        Optional<StageManifest> unchanged = drift.nothingToDo(run);
        if (unchanged.isPresent()) {
            StageManifest compared = unchanged.get();
            return end(run, RunStatus.UNCHANGED, drift.reason(compared), "", ErrorKind.NONE, compared.measurements());
        }
        StageManifest verified = runs.manifest(run, StageName.VERIFY)
                .orElseThrow(() -> new StageException(ErrorKind.INTERNAL, run + " has not been verified yet"));
        Figures.Judgement judgement = Figures.judge(verified.measurements(), pipeline);
        SortedMap<String, Double> figures = new TreeMap<>(verified.measurements());
        pipeline.gateDropPoints().ifPresent(gate -> figures.put(Figures.GATE, gate));
        return end(run, judgement.status(), judgement.reason(), "", ErrorKind.NONE, figures);
    }

    /** Of a run that a stage could not go on with. */
    RunOutcome failed(RunReference run, StageName stage, StageException fault) throws IOException {
        String reason = String.valueOf(fault.getMessage());
        return end(run, RunStatus.ERROR, reason, stage.spelling(), fault.kind(), new TreeMap<>());
    }

    /** Of a run that was cancelled. */
    RunOutcome cancelled(RunReference run, StageName stage) throws IOException {
        String reason = runs.cancellation(run).map(cancel -> cancel.reason()).orElse("cancelled");
        return end(run, RunStatus.CANCELLED, reason, stage.spelling(), ErrorKind.NONE, new TreeMap<>());
    }

    private RunOutcome end(
            RunReference run,
            RunStatus status,
            String reason,
            String stage,
            ErrorKind kind,
            SortedMap<String, Double> figures)
            throws IOException {
        Instant submitted = runs.request(run).map(RunRequest::submittedAt).orElse(clock.instant());
        RunOutcome outcome = runs.finish(
                run,
                new RunOutcome(
                        RunOutcome.VERSION,
                        run.pipeline(),
                        run.run().text(),
                        status,
                        reason,
                        stage,
                        kind,
                        figures,
                        submitted,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        listener.runFinished(run, outcome);
        return outcome;
    }
}
