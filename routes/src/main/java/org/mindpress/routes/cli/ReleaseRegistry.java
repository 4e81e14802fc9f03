package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.ReleaseComparison;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseRefusal;
import org.mindpress.processors.run.RunReference;

/** Releases, in the bucket or behind a service, where the owner of the token decides; commands print the same of both. */
interface ReleaseRegistry {
    RegistryCommand.Ways<ReleaseRegistry> WAYS = new RegistryCommand.Ways<>(
            ServerReleases::new, (access, bucket, clock) -> new BucketReleases(bucket, clock));

    /**
     * A file that was brought here.
     *
     * @param title of the release
     * @param run id
     * @param sizeBytes length
     * @param sha256 of the content
     */
    record Brought(String title, String run, long sizeBytes, String sha256) {}

    /** All releases of a pipeline: production first, then staging, then candidate; within each the newest, which holds, first. */
    List<ReleaseRecord> list(String pipeline) throws IOException, CommandFault;

    /** The run that is named by its id or enough of its beginning or end. */
    RunReference run(String text) throws IOException, CommandFault;

    /** A run beside what production of its pipeline holds; empty when that is nothing. */
    Optional<ReleaseComparison> comparison(RunReference run) throws IOException, CommandFault;

    /** Brings a run from the channel before, or the one that this holds, into a channel. */
    ReleaseRecord promote(String pipeline, Channel to, Optional<RunReference> run, Decision decision)
            throws IOException, CommandFault, ReleaseRefusal;

    /** Makes an earlier release of a channel hold again. */
    ReleaseRecord rollback(String pipeline, Channel channel, int number, Decision decision)
            throws IOException, CommandFault, ReleaseRefusal;

    /** Brings the deployment file that a channel holds here, whole and checked. */
    Brought get(String pipeline, Channel channel, Path file) throws IOException, CommandFault;

    /** Fault of a channel that holds nothing. */
    static CommandFault nothing(String pipeline, Channel channel) {
        return new CommandFault(ExitCode.BAD_INPUT, "pipeline " + pipeline + " has nothing in " + channel.spelling());
    }
}
