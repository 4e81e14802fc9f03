package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.report.DeviceRecord;
import org.mindpress.processors.report.Report;
import org.mindpress.processors.report.ReportPage;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.Documents;
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
        withDevices(bucket, found, written.get(0));
        terminal().say(written.get(0).toAbsolutePath().normalize().toString());
        return ExitCode.PASSED;
    }

    /** The page was made when the run was verified; what devices said since then is put into it here. */
    private static void withDevices(S3ArtifactStore bucket, RunReference run, Path page) throws IOException {
        List<DeviceRecord> devices = new DeviceRecords(bucket).of(run);
        Optional<ArtifactReference> document = new RunStore(bucket)
                .manifest(run, StageName.VERIFY)
                .flatMap(manifest -> manifest.output("report.json"));
        if (!devices.isEmpty() && document.isPresent()) {
            String key = document.get().key();
            Report report = Documents.read(key, bucket.read(key, document.get().sha256()), Report.class);
            Files.writeString(page, ReportPage.html(report, devices));
        }
    }
}
