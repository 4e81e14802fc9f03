package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mindpress.processors.report.DeviceStatus;
import org.mindpress.processors.run.StageName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "list runs, newest first, or show one")
final class StatusCommand extends RegistryCommand<RunRegistry> {

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private Optional<String> run = Optional.empty();

    @Option(names = "--limit", defaultValue = "20", description = "longest list (default: ${DEFAULT-VALUE})")
    private int limit = 20;

    StatusCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, RunRegistry.WAYS);
    }

    @Override
    ExitCode execute(RunRegistry runs) throws Exception {
        if (run.isPresent()) {
            show(runs.details(run.get()));
            return ExitCode.PASSED;
        }
        if (limit < 0) {
            throw new CommandFault(ExitCode.BAD_INPUT, "--limit takes 0 or more, not " + limit);
        }
        List<RunRegistry.Line> lines = runs.list(limit);
        if (lines.isEmpty() && limit > 0) {
            terminal().say("no runs yet; start one with: mindpress run PIPELINE.yaml");
        }
        lines.forEach(this::say);
        return ExitCode.PASSED;
    }

    private void say(RunRegistry.Line line) {
        terminal().say(String.format(Locale.ROOT, "%s  %-20s %s", line.run(), line.pipeline(), line.state()));
    }

    private void show(RunRegistry.Details details) {
        say(details.line());
        for (RunRegistry.Stage stage : details.stages()) {
            terminal()
                    .say(String.format(
                            Locale.ROOT, "  %-10s %s, %d artifacts", stage.stage(), stage.done(), stage.artifacts()));
        }
        details.outcome().ifPresent(outcome -> {
            RunConclusion.table(outcome).forEach(terminal()::say);
            terminal().say(RunConclusion.verdict(outcome));
        });
        details.devices().forEach(device -> terminal().say(device.statement()));
        boolean verified =
                details.stages().stream().anyMatch(stage -> stage.stage().equals(StageName.VERIFY.spelling()));
        if (details.devices().isEmpty() && verified) {
            terminal().say(DeviceStatus.NOT_MEASURED + "; see mindpress device-kit");
        }
    }
}
