package org.mindpress.processors.run;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code request.json}: what a run was asked to do. Written once, before anything else.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param run id
 * @param trigger why it exists
 * @param pipelineText the pipeline file, unchanged
 * @param inputs the user's objects by name: {@code data}, {@code model}, and {@code teacher} where another one is named; {@value #BASELINE}, the
 *     {@code calibrate} manifest of an earlier run, where new data are to be compared with those of that run
 * @param seed decides order, augmentation and samples
 * @param submittedAt time of submission
 * @param submittedBy who asked, such as {@code command line} or {@code schedule, for 2026-11-26T01:00:00Z}
 */
public record RunRequest(
        int version,
        String pipeline,
        String run,
        TriggerKey trigger,
        String pipelineText,
        SortedMap<String, InputReference> inputs,
        long seed,
        Instant submittedAt,
        String submittedBy) {
    public static final int VERSION = 1;

    /** Name of the input that is the data set. */
    public static final String DATA = "data";

    /** Name of the input that is an earlier run's calibration. */
    public static final String BASELINE = "baseline";

    public RunRequest {
        Documents.requireVersion("request.json", version, VERSION);
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }

    public RunReference reference() {
        return new RunReference(pipeline, new RunId(run));
    }
}
