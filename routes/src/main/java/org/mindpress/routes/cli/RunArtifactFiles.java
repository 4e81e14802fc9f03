package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;

/** Brings artifacts of one stage from the bucket into a folder; each is checked against its manifest. */
final class RunArtifactFiles {
    private final ArtifactStore bucket;
    private final RunStore runs;

    RunArtifactFiles(ArtifactStore bucket) {
        this.bucket = bucket;
        this.runs = new RunStore(bucket);
    }

    /** Some artifacts of a stage, without folders between; what the stage did not write is left out. */
    List<Path> some(RunReference run, StageName stage, Set<String> names, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Optional<StageManifest> manifest = runs.manifest(run, stage);
        if (manifest.isPresent()) {
            for (ArtifactReference output : manifest.get().outputs()) {
                if (names.isEmpty() || names.contains(output.name())) {
                    Path target = RunFiles.inside(folder, output.name());
                    Files.createDirectories(folder);
                    bucket.download(output.key(), target, output.sha256());
                    files.add(target);
                }
            }
        }
        return files;
    }
}
