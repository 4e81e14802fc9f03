package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backfill",
        description =
                "start a run for each time of a schedule in a span that is over; a time that has run keeps its run")
final class ScheduleBackfillCommand extends ServiceCommand {

    @Parameters(paramLabel = "PIPELINE", description = "name of the pipeline")
    private String pipeline = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DAY",
            description =
                    "a day such as 2026-11-25, in the time zone of the schedule, or a time such as 2026-11-25T02:00:00Z")
    private String from = "";

    @Option(names = "--to", paramLabel = "DAY", description = "the same, included; the day of --from when not given")
    private String to = "";

    ScheduleBackfillCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(ApiClient service) throws Exception {
        String span =
                object().put("from", from).put("to", to.isEmpty() ? from : to).toString();
        for (JsonNode made :
                service.post(schedule(pipeline) + "/backfill", span).path("runs")) {
            terminal()
                    .say(made.path("time").asText() + "  run "
                            + made.path("run").asText()
                            + (made.path("created").asBoolean() ? "" : ", which was there"));
        }
        return ExitCode.PASSED;
    }
}
