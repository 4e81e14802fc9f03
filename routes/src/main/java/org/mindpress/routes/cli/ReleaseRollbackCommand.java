package org.mindpress.routes.cli;

import java.time.Clock;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description = "make an earlier release of a channel hold again",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:rolled back", "2:refused, with the reason", "3:the store could not be used"})
final class ReleaseRollbackCommand extends BucketCommand {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Option(names = "--channel", required = true, description = "candidate, staging or production")
    private String channel = "";

    @Option(names = "--to", required = true, paramLabel = "NUMBER", description = "number of the earlier release")
    private int number;

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "the reason, for the record")
    private String why = "";

    ReleaseRollbackCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        ReleaseRecord record = new Releases(new RunStore(bucket), clock())
                .rollback(pipeline, ReleaseLines.channel(channel), number, ReleaseLines.decision(why, false));
        terminal().say(record.title() + " is run " + record.run() + " again, as in " + number);
        return ExitCode.PASSED;
    }
}
