package org.mindpress.processors.stage;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.MissingObjectException;

/**
 * The earlier run that new data are compared with.
 *
 * @param run the earlier run
 * @param calibration its manifest of {@code calibrate}
 */
record Baseline(RunReference run, StageManifest calibration) {

    /** The baseline of a run that has one. */
    static Optional<Baseline> of(RunRequest request, ArtifactStore store) throws IOException, StageException {
        InputReference reference = request.inputs().get(RunRequest.BASELINE);
        if (reference == null) {
            return Optional.empty();
        }
        String key = reference.location();
        byte[] content;
        try {
            content = store.read(key, reference.digest());
        } catch (MissingObjectException e) {
            throw new StageException(
                    ErrorKind.USER,
                    key
                            + " is gone, with which the new data were to be compared. Remedy: submit the pipeline; such a run"
                            + " compares nothing",
                    e);
        }
        String[] parts = key.split("/", -1);
        return Optional.of(new Baseline(
                new RunReference(parts[1], new RunId(parts[2])), Documents.read(key, content, StageManifest.class)));
    }

    /**
     * What a run that only calibrates takes over from it.
     *
     * @param begin of the stage in the run that takes it over
     * @param end of the same
     * @return empty when the earlier run did not train so
     */
    Optional<StageManifest> training(StageName stage, RunStore runs, Instant begin, Instant end) throws IOException {
        return runs.manifest(run, stage)
                .map(trained -> new StageManifest(
                        StageManifest.VERSION,
                        trained.stage(),
                        trained.stageKey(),
                        "",
                        trained.inputs(),
                        trained.outputs(),
                        trained.settings(),
                        trained.versions(),
                        trained.measurements(),
                        trained.takenFrom(),
                        begin.truncatedTo(ChronoUnit.MILLIS),
                        end.truncatedTo(ChronoUnit.MILLIS)));
    }
}
