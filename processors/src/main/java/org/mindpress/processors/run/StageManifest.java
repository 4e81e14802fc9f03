package org.mindpress.processors.run;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code manifest.json}: proof that a stage is done. Written once and last; names the attempt whose artifacts count.
 *
 * @param version of this form, 1
 * @param stage spelling of the stage
 * @param stageKey see {@link StageKey}
 * @param attempt folder of the attempt that counts
 * @param inputs artifacts that were read
 * @param outputs artifacts that were written
 * @param settings of the stage, as they went into the key
 * @param versions of what computed it, by name
 * @param measurements figures of the stage by name; what was not measured is absent
 * @param takenFrom manifest key of the run that computed the artifacts; this run's own when it did
 * @param startedAt begin of the attempt
 * @param finishedAt end of the attempt
 */
public record StageManifest(
        int version,
        String stage,
        String stageKey,
        String attempt,
        List<ArtifactReference> inputs,
        List<ArtifactReference> outputs,
        SortedMap<String, String> settings,
        SortedMap<String, String> versions,
        SortedMap<String, Double> measurements,
        String takenFrom,
        Instant startedAt,
        Instant finishedAt) {
    public static final int VERSION = 1;

    public StageManifest {
        Documents.requireVersion("manifest.json", version, VERSION);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    }

    /** The output of that name. */
    public Optional<ArtifactReference> output(String name) {
        return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
    }
}
