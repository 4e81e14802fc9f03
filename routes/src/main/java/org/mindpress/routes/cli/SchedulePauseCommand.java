package org.mindpress.routes.cli;

import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "let a schedule rest")
final class SchedulePauseCommand extends ServiceCommand {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "the reason, for the record")
    private String why = "";

    SchedulePauseCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(ApiClient service) throws Exception {
        service.post(schedule(pipeline) + "/pause", object().put("why", why).toString());
        terminal().say("the schedule of " + pipeline + " rests: its times do not run until it is resumed");
        return ExitCode.PASSED;
    }
}
