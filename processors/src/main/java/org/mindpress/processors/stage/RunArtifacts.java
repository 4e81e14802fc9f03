package org.mindpress.processors.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.UserModels;

/** What a run has: the user's inputs and the artifacts of the stages that are done. Immutable. */
final class RunArtifacts {
    private final RunRequest request;
    private final Map<StageName, StageManifest> manifests;
    private final Optional<Baseline> baseline;

    /**
     * What a run has.
     *
     * @param baseline the run that new data are compared with, where they are
     */
    RunArtifacts(RunRequest request, Map<StageName, StageManifest> manifests, Optional<Baseline> baseline) {
        this.request = request;
        this.manifests = new EnumMap<>(StageName.class);
        this.manifests.putAll(manifests);
        this.baseline = baseline;
    }

    RunRequest request() {
        return request;
    }

    Optional<StageManifest> manifest(StageName stage) {
        return Optional.ofNullable(manifests.get(stage));
    }

    /** The run that new data are compared with. */
    Baseline baseline() {
        return baseline.orElseThrow(() -> new IllegalStateException(request.reference() + " has no baseline"));
    }

    /** What the comparison with it decided; {@link DriftDecision#RERUN} where nothing was compared. */
    DriftDecision decision() {
        return manifest(StageName.DRIFT)
                .flatMap(drift -> Arrays.stream(DriftDecision.values())
                        .filter(decision -> decision.isOf(drift))
                        .findFirst())
                .orElse(DriftDecision.RERUN);
    }

    /** An artifact of a stage before, under the name that the reading stage gives it. */
    StageInput of(StageName stage, String artifact, String name) {
        return find(stage, artifact, name)
                .orElseThrow(() -> new IllegalStateException(
                        request.reference() + ": stage " + stage.spelling() + " has left no " + artifact));
    }

    Optional<StageInput> find(StageName stage, String artifact, String name) {
        return manifest(stage)
                .flatMap(manifest -> manifest.output(artifact))
                .map(output -> new StageInput(name, output.key(), output.sha256()));
    }

    /** An artifact of the last of some stages that has one. */
    Optional<StageInput> ofLast(String artifact, String name, StageName... stages) {
        Optional<StageInput> found = Optional.empty();
        for (StageName stage : stages) {
            Optional<StageInput> here = find(stage, artifact, name);
            found = here.isPresent() ? here : found;
        }
        return found;
    }

    /** The user's data set of that name. */
    Optional<StageInput> user(String input, String name) {
        return Optional.ofNullable(request.inputs().get(input))
                .map(found -> new StageInput(name, found.location(), found.digest()));
    }

    /**
     * A network of the user's, and the data files that belong to it.
     *
     * @param input in the request
     * @param stem name for the reading stage, without the file's ending
     * @return {@code <stem>.onnx} or what the file ends in, then {@code <stem>/<path>} for each data file; empty when there is none
     */
    List<StageInput> userModel(String input, String stem) {
        List<StageInput> found = new ArrayList<>();
        request.inputs().forEach((name, reference) -> {
            if (name.equals(input)) {
                String ending = UserModels.extension(reference.location());
                found.add(0, new StageInput(stem + ending, reference.location(), reference.digest()));
            } else if (name.startsWith(input + "/")) {
                found.add(new StageInput(
                        stem + name.substring(input.length()), reference.location(), reference.digest()));
            }
        });
        return found;
    }

    /** All references of a stage, for what is taken over. */
    static Map<String, ArtifactReference> byName(Iterable<ArtifactReference> references) {
        Map<String, ArtifactReference> byName = new LinkedHashMap<>();
        references.forEach(reference -> byName.put(reference.name(), reference));
        return byName;
    }
}
