package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.mindpress.processors.run.RunOutcome;

/** Runs between the shell and their records. */
final class RunLines {
    /** How long the line of a run that nobody works on says so. */
    static final String WAITING = "WAITING";

    private RunLines() {}

    static CommandFault unknown(String run) {
        return new CommandFault(
                ExitCode.BAD_INPUT,
                "there is no run '" + run + "', or more than one whose id begins so; mindpress status lists them");
    }

    static CommandFault over(String run, RunOutcome outcome) {
        return new CommandFault(ExitCode.BAD_INPUT, "run " + run + " is over: " + RunConclusion.verdict(outcome));
    }

    /** State of a run that is over. */
    static String ended(String status, String reason) {
        return String.format(
                Locale.ROOT, "%-12s %s", status, reason.lines().findFirst().orElse(""));
    }

    /** State of a run that is not over. */
    static String open(JsonNode progress, String status) {
        return progress.has("total")
                ? String.format(
                        Locale.ROOT,
                        "%-12s %s %d/%d %s",
                        "RUNNING",
                        progress.path("stage").asText(),
                        progress.path("done").asLong(),
                        progress.path("total").asLong(),
                        progress.path("unit").asText())
                : status;
    }

    /** The first thing that is said of a run. */
    static String submitted(String run, String pipeline, boolean created) {
        return "run " + run + " of pipeline " + pipeline + (created ? "" : " is unfinished and goes on");
    }

    static String doneAt(String finished) {
        return "done " + finished;
    }

    static String takenFrom(String manifest) {
        return "from " + manifest;
    }
}
