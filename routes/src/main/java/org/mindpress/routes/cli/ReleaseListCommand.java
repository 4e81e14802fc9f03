package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "all releases of a pipeline, newest first; * is what a channel holds")
final class ReleaseListCommand extends RegistryCommand<ReleaseRegistry> {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    ReleaseListCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, ReleaseRegistry.WAYS);
    }

    @Override
    ExitCode execute(ReleaseRegistry releases) throws Exception {
        List<ReleaseRecord> records = releases.list(pipeline);
        Set<Channel> seen = EnumSet.noneOf(Channel.class);
        for (ReleaseRecord record : records) {
            terminal().say(ReleaseLines.line(record, seen.add(record.channel())));
        }
        if (records.isEmpty()) {
            terminal().say("pipeline " + pipeline + " has no releases; a run becomes candidate when it passes");
        }
        return ExitCode.PASSED;
    }
}
