package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.routes.service.RunContents;
import org.mindpress.routes.service.RunReport;
import org.mindpress.storage.ArtifactStore;

/** What the runs of a bucket left that this process can reach itself. */
final class BucketRunFiles implements RunFiles {
    private final RunStore runs;

    BucketRunFiles(ArtifactStore bucket) {
        this.runs = new RunStore(bucket);
    }

    @Override
    public String id(String run) throws IOException, CommandFault {
        return BucketCommand.find(runs, run).run().text();
    }

    @Override
    public Path report(String id, Path folder) throws IOException, CommandFault {
        byte[] content =
                new RunReport(runs).page(BucketCommand.find(runs, id)).orElseThrow(() -> RunFiles.noReport(id));
        Files.createDirectories(folder);
        Path page = folder.resolve(REPORT);
        Path part = Files.createTempFile(folder, "." + REPORT + "-", ".part");
        try {
            Files.write(part, content);
            Files.move(part, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return page;
    }

    @Override
    public int all(String id, Path folder) throws IOException, CommandFault {
        int files = 0;
        RunReference run = BucketCommand.find(runs, id);
        for (RunContents.Entry entry : new RunContents(runs).of(run)) {
            Path target = RunFiles.inside(folder, entry.name());
            if (entry.artifact().isPresent()) {
                runs.bucket()
                        .download(entry.key(), target, entry.artifact().get().sha256());
            } else {
                runs.bucket().download(entry.key(), target);
            }
            files++;
        }
        return files;
    }
}
