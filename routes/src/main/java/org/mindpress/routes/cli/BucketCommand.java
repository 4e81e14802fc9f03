package org.mindpress.routes.cli;

import java.io.IOException;
import java.time.Clock;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** A command that reads or writes the bucket for a moment and runs nothing. */
abstract class BucketCommand extends StoreCommand {

    BucketCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    abstract ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception;

    @Override
    final ExitCode execute() throws Exception {
        try (StoreAccess access = StoreAccess.open(store());
                S3ArtifactStore bucket = access.bucket()) {
            return execute(access, bucket);
        }
    }

    static RunReference find(RunStore runs, String text) throws IOException, CommandFault {
        return runs.find(text)
                .orElseThrow(() -> new CommandFault(
                        ExitCode.BAD_INPUT,
                        "there is no run '" + text + "', or more than one whose id begins so; mindpress status lists"
                                + " them"));
    }
}
