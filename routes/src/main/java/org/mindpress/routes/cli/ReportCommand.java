package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "report", description = "bring the report of a run here and print its path")
final class ReportCommand extends RegistryCommand<RunFiles> {

    @Parameters(paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Option(names = "--output", paramLabel = "DIR", description = "where it goes (default: ~/.mindpress/reports/RUN)")
    private Optional<Path> output = Optional.empty();

    ReportCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, RunFiles.WAYS);
    }

    @Override
    ExitCode execute(RunFiles files) throws Exception {
        String id = files.id(run);
        Path report = files.report(id, output.orElse(home().resolve("reports").resolve(id)));
        terminal().say(report.toAbsolutePath().normalize().toString());
        return ExitCode.PASSED;
    }
}
