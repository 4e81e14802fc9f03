package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.List;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseHistory;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "all releases of a pipeline, newest first; * is what a channel holds")
final class ReleaseListCommand extends BucketCommand {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    ReleaseListCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        ReleaseStore releases = new ReleaseStore(bucket);
        boolean any = false;
        for (Channel channel : List.of(Channel.PRODUCTION, Channel.STAGING, Channel.CANDIDATE)) {
            ReleaseHistory history = releases.history(pipeline, channel);
            List<ReleaseRecord> records = history.records();
            for (int i = records.size() - 1; i >= 0; i--) {
                terminal().say(ReleaseLines.line(records.get(i), i == records.size() - 1));
                any = true;
            }
        }
        if (!any) {
            terminal().say("pipeline " + pipeline + " has no releases; a run becomes candidate when it passes");
        }
        return ExitCode.PASSED;
    }
}
