package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Path;

/** What runs left, in the bucket or behind a service; each file comes whole and checked, or not at all. */
interface RunFiles {
    RegistryCommand.Ways<RunFiles> WAYS =
            new RegistryCommand.Ways<>(ServerRunFiles::new, (access, bucket, clock) -> new BucketRunFiles(bucket));

    /** Name of the report within its folder. */
    String REPORT = "report.html";

    /** Id of the run that is named by it or by enough of its beginning or end. */
    String id(String run) throws IOException, CommandFault;

    /** Brings the report of a run, with what devices said, into a folder; returns its path. */
    Path report(String id, Path folder) throws IOException, CommandFault;

    /** Brings documents and all artifacts into a folder; returns the number of files. */
    int all(String id, Path folder) throws IOException, CommandFault;

    /** Fault of a run that was not verified. */
    static CommandFault noReport(String id) {
        return new CommandFault(
                ExitCode.BAD_INPUT,
                "run " + id + " has no report yet: it was not verified; see mindpress status " + id);
    }

    /** A place in the folder; names come from elsewhere and must not lead out of it. */
    static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder.normalize()) || target.equals(folder.normalize())) {
            throw new IOException("artifact name '" + name + "' leads out of " + folder);
        }
        return target;
    }
}
