package org.mindpress.processors.release;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.stage.RunListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every run that ends PASSED the candidate of its pipeline. A process that dies between the outcome and the record loses nothing:
 * {@link #catchUp} finds the run. Thread-safe.
 */
public final class CandidatePromotion implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger(CandidatePromotion.class);

    private final RunStore runs;
    private final Releases releases;

    public CandidatePromotion(RunStore runs, Releases releases) {
        this.runs = runs;
        this.releases = releases;
    }

    /** The run is over whatever becomes of the record: a fault is told in the log and mended by {@link #catchUp}. */
    @Override
    public void runFinished(RunReference run, RunOutcome outcome) {
        if (outcome.status() != RunStatus.PASSED) {
            return;
        }
        try {
            ReleaseRecord record = releases.candidate(run);
            LOG.info("run {}: is {}", run, record.title());
        } catch (IOException | ReleaseRefusal | RuntimeException e) {
            LOG.warn("run {} passed and did not become candidate: {}", run, e.getMessage());
        }
    }

    /**
     * Promotes the newest run of a pipeline that passed, when it is newer than every candidate there ever was.
     *
     * @return the record when one was missing
     */
    public Optional<ReleaseRecord> catchUp(String pipeline) throws IOException, ReleaseRefusal {
        Set<RunReference> candidates = releases.store().history(pipeline, Channel.CANDIDATE).records().stream()
                .map(ReleaseRecord::reference)
                .collect(Collectors.toSet());
        for (RunReference run : runs.list(pipeline)) {
            if (candidates.contains(run)) {
                return Optional.empty();
            }
            Optional<RunOutcome> outcome = runs.outcome(run);
            if (outcome.filter(end -> end.status() == RunStatus.PASSED).isPresent()) {
                return Optional.of(releases.candidate(run));
            }
        }
        return Optional.empty();
    }

    /** {@link #catchUp} for all pipelines, for a thread of its own: what cannot be done is told in the log. */
    public void catchUpAll() {
        try {
            for (String pipeline : runs.bucket().folders("runs/")) {
                try {
                    catchUp(pipeline)
                            .ifPresent(record -> LOG.info("{} was missing: run {}", record.title(), record.run()));
                } catch (ReleaseRefusal e) {
                    LOG.warn("pipeline {}: {}", pipeline, e.getMessage());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("candidates could not be caught up with: {}", e.getMessage());
        }
    }
}
