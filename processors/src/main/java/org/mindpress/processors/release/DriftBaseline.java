package org.mindpress.processors.release;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.mindpress.processors.run.InputReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.Sha256;

/** Finds what the new data of a pipeline can be compared with. Thread-safe. */
public final class DriftBaseline {
    private final ArtifactStore bucket;
    private final RunStore runs;
    private final ReleaseStore releases;

    public DriftBaseline(ArtifactStore bucket) {
        this.bucket = bucket;
        this.runs = new RunStore(bucket);
        this.releases = new ReleaseStore(bucket);
    }

    /**
     * The calibration of the run that is the pipeline's candidate, if it was made with this pipeline file and these models.
     *
     * @param pipeline name
     * @param text of the pipeline file
     * @param inputs of the run that is to be
     * @return {@code calibrate} manifest and its digest; empty when there is none to compare with, so that all stages are due
     */
    public Optional<InputReference> find(String pipeline, String text, SortedMap<String, InputReference> inputs)
            throws IOException {
        Optional<ReleaseRecord> candidate = releases.current(pipeline, Channel.CANDIDATE);
        if (candidate.isEmpty()) {
            return Optional.empty();
        }
        RunReference run = candidate.get().reference();
        Optional<RunRequest> request = runs.request(run);
        if (request.isEmpty()
                || !request.get().pipelineText().equals(text)
                || !models(request.get().inputs()).equals(models(inputs))) {
            return Optional.empty();
        }
        String key = run.manifestKey(StageName.CALIBRATE);
        return bucket.find(key).map(content -> new InputReference(key, Sha256.of(content)));
    }

    private static Map<String, String> models(SortedMap<String, InputReference> inputs) {
        return inputs.entrySet().stream()
                .filter(input -> !input.getKey().equals(RunRequest.DATA)
                        && !input.getKey().equals(RunRequest.BASELINE))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, input -> input.getValue().digest()));
    }
}
