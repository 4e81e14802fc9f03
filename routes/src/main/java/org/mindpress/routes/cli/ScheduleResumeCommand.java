package org.mindpress.routes.cli;

import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = "let a schedule go on; the times in between do not run")
final class ScheduleResumeCommand extends ServiceCommand {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "the reason, for the record")
    private String why = "";

    ScheduleResumeCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(ApiClient service) throws Exception {
        service.post(schedule(pipeline) + "/resume", object().put("why", why).toString());
        terminal().say("the schedule of " + pipeline + " goes on");
        return ExitCode.PASSED;
    }
}
