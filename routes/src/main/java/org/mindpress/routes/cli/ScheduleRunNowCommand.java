package org.mindpress.routes.cli;

import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "run-now", description = "start a run of a registered pipeline, whatever its schedule says")
final class ScheduleRunNowCommand extends ServiceCommand {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    ScheduleRunNowCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(ApiClient service) throws Exception {
        String run = service.post(
                        "/api/runs", object().put("pipeline", pipeline).toString())
                .path("run")
                .asText();
        terminal().say("run " + run + " is submitted; mindpress status " + run + " tells how it goes");
        return ExitCode.PASSED;
    }
}
