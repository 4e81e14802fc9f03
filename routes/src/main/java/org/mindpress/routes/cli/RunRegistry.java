package org.mindpress.routes.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.run.RunOutcome;

/**
 * Runs, in the bucket or behind a service; commands print the same of both. A run is named by its id or enough of its beginning or end; one
 * that is not there is a {@link CommandFault}.
 */
interface RunRegistry {
    RegistryCommand.Ways<RunRegistry> WAYS = new RegistryCommand.Ways<>(ServerRuns::new, BucketRuns::new);

    /**
     * A run in a line.
     *
     * @param run id
     * @param pipeline name
     * @param state for people: how it ended, or how far it is
     */
    record Line(String run, String pipeline, String state) {}

    /**
     * A stage that is done.
     *
     * @param stage spelling
     * @param done for people: when, or where it was taken from
     * @param artifacts how many it left
     */
    record Stage(String stage, String done, int artifacts) {}

    /**
     * All that is told of one run.
     *
     * @param line the run in a line
     * @param stages that are done, in their order
     * @param outcome empty while it is not over
     * @param devices what devices said
     */
    record Details(Line line, List<Stage> stages, Optional<RunOutcome> outcome, List<DeviceRecord> devices) {
        public Details {
            stages = List.copyOf(stages);
            devices = List.copyOf(devices);
        }
    }

    /**
     * What became of the wish to end a run.
     *
     * @param run id
     * @param worker who works on it and will stop; empty when the run is over now
     */
    record Cancelled(String run, Optional<String> worker) {}

    /** The newest runs, newest first. */
    List<Line> list(int limit) throws IOException, CommandFault;

    Details details(String run) throws IOException, CommandFault;

    /** Ends a run; one that is over is a fault. */
    Cancelled cancel(String run) throws IOException, CommandFault;
}
