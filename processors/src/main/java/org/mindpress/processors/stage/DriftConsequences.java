package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.Optional;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;

/** What the decision of {@code drift} means for the other stages of a run; nothing where a run has no such stage. Thread-safe. */
final class DriftConsequences {
    private final RunStore runs;

    DriftConsequences(RunStore runs) {
        this.runs = runs;
    }

    /** The manifest of {@code drift}, if it says that there is nothing to do. */
    Optional<StageManifest> nothingToDo(RunReference run) throws IOException {
        return runs.manifest(run, StageName.DRIFT).filter(DriftDecision.NOTHING::isOf);
    }

    /** Why. */
    String reason(StageManifest drift) throws IOException {
        var document = drift.output(DriftDocument.NAME)
                .orElseThrow(() -> new IOException("stage drift has left no " + DriftDocument.NAME));
        byte[] content = runs.bucket().read(document.key(), document.sha256());
        return Documents.read(document.key(), content, DriftDocument.class).reason();
    }

    /** The run whose training counts for this stage, because only ranges do not fit the new data. */
    Optional<Baseline> trainedBy(RunRequest request, StageName stage) throws IOException, StageException {
        RunReference run = request.reference();
        boolean training = stage == StageName.QAT || stage == StageName.DISTILL;
        boolean applies = training
                && runs.manifest(run, StageName.DRIFT)
                        .filter(DriftDecision.RECALIBRATE::isOf)
                        .isPresent()
                && runs.rerun(run).filter(rerun -> rerun.computes(stage)).isEmpty();
        return applies ? Baseline.of(request, runs.bucket()) : Optional.empty();
    }
}
