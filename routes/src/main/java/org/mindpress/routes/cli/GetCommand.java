package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "bring a run's documents and all artifacts of its stages here")
final class GetCommand extends BucketCommand {

    @Parameters(index = "0", paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "where they go (default: ./RUN)")
    private Optional<Path> folder = Optional.empty();

    GetCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunReference found = find(new RunStore(bucket), run);
        Path target = folder.orElse(Path.of(found.run().text()));
        int files = new RunArtifactFiles(bucket).all(found, target);
        terminal()
                .say(files + " files of run " + found.run() + " in "
                        + target.toAbsolutePath().normalize());
        return ExitCode.PASSED;
    }
}
