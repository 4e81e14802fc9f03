package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "bring the deployment file that a channel holds here")
final class ReleaseGetCommand extends BucketCommand {

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "where it goes; replaced only by a whole file")
    private Path file = Path.of("");

    @Option(
            names = "--channel",
            defaultValue = "production",
            description = "candidate, staging or production (default: ${DEFAULT-VALUE})")
    private String channel = "production";

    ReleaseGetCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        Channel from = ReleaseLines.channel(channel);
        ReleaseRecord record = new ReleaseStore(bucket)
                .current(pipeline, from)
                .orElseThrow(() -> new CommandFault(
                        ExitCode.BAD_INPUT, "pipeline " + pipeline + " has nothing in " + from.spelling()));
        bucket.download(record.deployment().key(), file, record.deployment().sha256());
        terminal()
                .say(record.title() + ", run " + record.run() + ": " + file + ", "
                        + record.deployment().sizeBytes() + " bytes, sha256 "
                        + record.deployment().sha256());
        return ExitCode.PASSED;
    }
}
