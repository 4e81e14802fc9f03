package org.mindpress.routes.cli;

import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands on schedules, under one name. */
@Command(name = "schedule", description = "when pipelines run by themselves, and what became of their times")
final class ScheduleCommand {
    private ScheduleCommand() {}

    static CommandLine of(Terminal terminal, Clock clock) {
        return new CommandLine(new ScheduleCommand())
                .addSubcommand(new ScheduleListCommand(terminal, clock))
                .addSubcommand(new SchedulePauseCommand(terminal, clock))
                .addSubcommand(new ScheduleResumeCommand(terminal, clock))
                .addSubcommand(new ScheduleRunNowCommand(terminal, clock))
                .addSubcommand(new ScheduleBackfillCommand(terminal, clock))
                .addSubcommand(new ScheduleNextCommand(terminal, clock));
    }
}
