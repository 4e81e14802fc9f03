package org.mindpress.routes.cli;

import java.time.Clock;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description = "make an earlier release of a channel hold again",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:rolled back", "2:refused, with the reason", "3:the store could not be used"})
final class ReleaseRollbackCommand extends RegistryCommand<ReleaseRegistry> {
    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Option(names = "--channel", required = true, description = "candidate, staging or production")
    private String channel = "";

    @Option(names = "--to", required = true, paramLabel = "NUMBER", description = "number of the earlier release")
    private int number;

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "the reason, for the record")
    private String why = "";

    @Option(names = "--approve", description = "you approve, as an approver; production needs it")
    private boolean approve;

    ReleaseRollbackCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, ReleaseRegistry.WAYS);
    }

    @Override
    ExitCode execute(ReleaseRegistry releases) throws Exception {
        Channel held = ReleaseLines.channel(channel);
        ReleaseRecord record = releases.rollback(pipeline, held, number, ReleaseLines.decision(held, why, approve));
        terminal().say(record.title() + " is run " + record.run() + " again, as in " + number);
        return ExitCode.PASSED;
    }
}
