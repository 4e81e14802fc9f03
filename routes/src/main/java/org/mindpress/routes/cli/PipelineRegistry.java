package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.pipeline.PipelineChange;
import org.mindpress.processors.pipeline.PipelineException;
import org.mindpress.processors.run.PipelineVersion;

/** Registered pipelines, in the bucket or behind a service; commands print the same of both. */
interface PipelineRegistry {
    RegistryCommand.Ways<PipelineRegistry> WAYS = new RegistryCommand.Ways<>(
            ServerPipelines::new,
            (access, bucket, clock) -> new BucketPipelines(bucket, System.getProperty("user.name", "unknown"), clock));

    /**
     * A pipeline in a few words.
     *
     * @param name of the pipeline
     * @param version number of the newest version
     * @param changedBy who made it
     * @param changedAt when
     * @param contents data set and schedule, for people
     */
    record Summary(String name, int version, String changedBy, Instant changedAt, String contents) {}

    /**
     * What became of a text.
     *
     * @param number of the version that counts now
     * @param changed false when the text counted already
     * @param changes from the version before; none for the first
     */
    record Applied(int number, boolean changed, List<PipelineChange> changes) {
        public Applied {
            changes = List.copyOf(changes);
        }
    }

    /** All pipelines by name. */
    List<Summary> list() throws IOException, CommandFault;

    /** All versions of a pipeline, the first one first; none when there is no such pipeline. */
    List<PipelineVersion> versions(String name) throws IOException, CommandFault;

    /** The text of a version, or of the newest; empty when there is none. */
    Optional<String> text(String name, Optional<Integer> version) throws IOException, CommandFault;

    /** Makes a text that was found right the newest version, unless somebody else changes the pipeline meanwhile. */
    Applied apply(String name, String text) throws IOException, PipelineException, CommandFault;

    /** What people read of data and schedule. */
    static String contents(String dataSet, Optional<String> cron, Optional<String> timeZone) {
        return "data " + dataSet
                + cron.map(when -> ", schedule " + when + " " + timeZone.orElse(""))
                        .orElse("");
    }
}
