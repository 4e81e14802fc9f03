package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "end a run; what it has computed stays in the cache")
final class CancelCommand extends RegistryCommand<RunRegistry> {

    @Parameters(paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    CancelCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, RunRegistry.WAYS);
    }

    @Override
    ExitCode execute(RunRegistry runs) throws Exception {
        RunRegistry.Cancelled cancelled = runs.cancel(run);
        Optional<String> worker = cancelled.worker();
        terminal()
                .say(
                        worker.isPresent()
                                ? "run " + cancelled.run() + " will stop within seconds: " + worker.get()
                                        + " works on it"
                                : "run " + cancelled.run() + " is cancelled");
        return ExitCode.PASSED;
    }
}
