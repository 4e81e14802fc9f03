package org.mindpress.routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.s3.S3ArtifactStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "report", description = "bring the report of a run here and print its path")
final class ReportCommand extends BucketCommand {
    private static final String PAGE = "report.html";

    @Parameters(paramLabel = "RUN", description = "id of a run, or enough of its beginning or end")
    private String run = "";

    @Option(names = "--output", paramLabel = "DIR", description = "where it goes (default: ~/.mindpress/reports/RUN)")
    private Optional<Path> output = Optional.empty();

    ReportCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    @Override
    ExitCode execute(StoreAccess access, S3ArtifactStore bucket) throws Exception {
        RunReference found = find(new RunStore(bucket), run);
        Path folder =
                output.orElse(home().resolve("reports").resolve(found.run().text()));
        List<Path> written = new RunArtifactFiles(bucket).some(found, StageName.VERIFY, Set.of(PAGE), folder);
        if (written.isEmpty()) {
            throw new CommandFault(
                    ExitCode.BAD_INPUT,
                    "run " + found.run() + " has no report yet: it was not verified; see mindpress status "
                            + found.run());
        }
        terminal().say(written.get(0).toAbsolutePath().normalize().toString());
        return ExitCode.PASSED;
    }
}
