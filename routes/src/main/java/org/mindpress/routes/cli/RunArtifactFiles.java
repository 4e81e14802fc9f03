package org.mindpress.routes.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;

/** Brings a run's artifacts from the bucket into folders; each is checked against its manifest. */
final class RunArtifactFiles {
    private final ArtifactStore bucket;
    private final RunStore runs;

    RunArtifactFiles(ArtifactStore bucket) {
        this.bucket = bucket;
        this.runs = new RunStore(bucket);
    }

    /**
     * All stages, each in a folder of its own beside its manifest; request and outcome above, and what devices said in {@code device/}.
     * Returns the number of files.
     */
    int all(RunReference run, Path folder) throws IOException {
        int files = 0;
        for (String name : List.of("request.json", "outcome.json")) {
            if (bucket.stat(run.prefix() + name).isPresent()) {
                bucket.download(run.prefix() + name, folder.resolve(name));
                files++;
            }
        }
        String devices = DeviceRecords.prefix(run);
        for (StoredObject object : bucket.list(devices)) {
            bucket.download(
                    object.key(), inside(folder.resolve("device"), object.key().substring(devices.length())));
            files++;
        }
        for (StageName stage : StageName.values()) {
            Optional<StageManifest> manifest = runs.manifest(run, stage);
            if (manifest.isPresent()) {
                Path own = folder.resolve(stage.folder());
                bucket.download(run.manifestKey(stage), own.resolve("manifest.json"));
                for (ArtifactReference output : manifest.get().outputs()) {
                    bucket.download(output.key(), inside(own, output.name()), output.sha256());
                    files++;
                }
                files++;
            }
        }
        return files;
    }

    /** Some artifacts of a stage, without folders between; what the stage did not write is left out. */
    List<Path> some(RunReference run, StageName stage, Set<String> names, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Optional<StageManifest> manifest = runs.manifest(run, stage);
        if (manifest.isPresent()) {
            for (ArtifactReference output : manifest.get().outputs()) {
                if (names.isEmpty() || names.contains(output.name())) {
                    Path target = inside(folder, output.name());
                    Files.createDirectories(folder);
                    bucket.download(output.key(), target, output.sha256());
                    files.add(target);
                }
            }
        }
        return files;
    }

    /** Names come from the bucket and must not lead out of the folder. */
    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw new IOException("artifact name '" + name + "' leads out of " + folder);
        }
        return target;
    }
}
