package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "bring a run's documents and all artifacts of its stages here")
final class GetCommand extends RegistryCommand<RunFiles> {

    @Parameters(index = "0", paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "where they go (default: ./RUN)")
    private Optional<Path> folder = Optional.empty();

    GetCommand(Terminal terminal, Clock clock) {
        super(terminal, clock, RunFiles.WAYS);
    }

    @Override
    ExitCode execute(RunFiles files) throws Exception {
        String id = files.id(run);
        Path target = folder.orElse(Path.of(id));
        int count = files.all(id, target);
        terminal()
                .say(count + " files of run " + id + " in "
                        + target.toAbsolutePath().normalize());
        return ExitCode.PASSED;
    }
}
