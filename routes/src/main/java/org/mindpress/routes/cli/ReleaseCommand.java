package org.mindpress.routes.cli;

import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands on releases, under one name. */
@Command(name = "release", description = "what a pipeline's channels candidate, staging and production hold")
final class ReleaseCommand {
    private ReleaseCommand() {}

    static CommandLine of(Terminal terminal, Clock clock) {
        return new CommandLine(new ReleaseCommand())
                .addSubcommand(new ReleaseListCommand(terminal, clock))
                .addSubcommand(new ReleasePromoteCommand(terminal, clock))
                .addSubcommand(new ReleaseRollbackCommand(terminal, clock))
                .addSubcommand(new ReleaseCompareCommand(terminal, clock))
                .addSubcommand(new ReleaseGetCommand(terminal, clock));
    }
}
