package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "all schedules: next time, and what became of the last one")
final class ScheduleListCommand extends ServiceCommand {

    @Option(names = "--json", description = "as the service tells it, with more times")
    private boolean json;

    ScheduleListCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(ApiClient service) throws Exception {
        JsonNode answer = service.get("/api/schedules");
        if (json) {
            terminal().say(answer.toPrettyString());
            return ExitCode.PASSED;
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode schedule : answer.path("schedules")) {
            lines.add(schedule.path("pipeline").asText()
                    + "  " + schedule.path("cron").asText() + ", "
                    + schedule.path("timeZone").asText()
                    + "  " + next(schedule)
                    + "  " + last(schedule.path("fires").path(0)));
        }
        if (lines.isEmpty()) {
            terminal().say("no pipeline has a schedule; the key is schedule: { cron: \"0 0 2 * * ?\" }");
        }
        Columns.aligned(lines).forEach(terminal()::say);
        return ExitCode.PASSED;
    }

    private static String next(JsonNode schedule) {
        if (schedule.path("paused").asBoolean()) {
            return "paused: " + schedule.path("lastSwitch").path("why").asText();
        }
        return schedule.path("next").isEmpty()
                ? "never again"
                : "next " + schedule.path("next").get(0).asText();
    }

    private static String last(JsonNode fire) {
        if (fire.isMissingNode()) {
            return "not yet";
        }
        String text =
                fire.path("time").asText() + " " + fire.path("action").asText().toLowerCase(java.util.Locale.ROOT);
        return fire.has("run")
                ? text + ", run " + fire.path("run").asText()
                : text + ": " + fire.path("reason").asText();
    }
}
