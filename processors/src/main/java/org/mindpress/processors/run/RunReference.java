package org.mindpress.processors.run;

import java.util.Objects;

/**
 * A run and where it keeps its objects.
 *
 * @param pipeline name of the pipeline
 * @param run id of the run
 */
public record RunReference(String pipeline, RunId run) {
    public RunReference {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(run, "run");
        if (pipeline.isEmpty() || pipeline.contains("/")) {
            throw new IllegalArgumentException("'" + pipeline + "' is no name of a pipeline");
        }
    }

    /** {@code runs/<pipeline>/<run>/}. */
    public String prefix() {
        return "runs/" + pipeline + "/" + run.text() + "/";
    }

    public String requestKey() {
        return prefix() + "request.json";
    }

    public String outcomeKey() {
        return prefix() + "outcome.json";
    }

    public String cancelKey() {
        return prefix() + "cancel.json";
    }

    /** What it repeats; not below the run, as it is there before the run is. */
    public String rerunKey() {
        return "reruns/" + pipeline + "/" + run.text() + ".json";
    }

    public String claimsPrefix() {
        return prefix() + "claims/";
    }

    /** Folder of a stage, with a slash at its end. */
    public String stagePrefix(StageName stage) {
        return prefix() + "stages/" + stage.folder() + "/";
    }

    public String manifestKey(StageName stage) {
        return stagePrefix(stage) + "manifest.json";
    }

    /** Folder of the logs of a stage, with a slash at its end. */
    public String logsPrefix(StageName stage) {
        return prefix() + "logs/" + stage.folder() + "/";
    }

    /** Log of one attempt at a stage by a process of its own. */
    public String logKey(StageName stage, String attempt) {
        return logsPrefix(stage) + attempt + ".jsonl";
    }

    @Override
    public String toString() {
        return pipeline + "/" + run.text();
    }
}
