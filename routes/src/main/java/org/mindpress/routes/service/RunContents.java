package org.mindpress.routes.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.device.DeviceRecords;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.StoredObject;

/** What a run left, under the names that {@code mindpress get} gives it in a folder. Thread-safe. */
public final class RunContents {
    private static final List<String> DOCUMENTS = List.of("request.json", "outcome.json");

    private final RunStore runs;

    public RunContents(RunStore runs) {
        this.runs = runs;
    }

    /**
     * A document or an artifact.
     *
     * @param name within the folder, such as {@code 06-export/deployment.mindir}
     * @param key in the bucket
     * @param stage whose artifact it is; empty for a document
     * @param artifact with its digest; empty for a document
     */
    public record Entry(String name, String key, Optional<StageName> stage, Optional<ArtifactReference> artifact) {
        static Entry document(String name, String key) {
            return new Entry(name, key, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Everything: request and outcome, what devices said in {@code device/}, and each finished stage in a folder of its own beside its
     * manifest.
     */
    public List<Entry> of(RunReference run) throws IOException {
        List<Entry> all = new ArrayList<>();
        for (String name : DOCUMENTS) {
            if (runs.bucket().stat(run.prefix() + name).isPresent()) {
                all.add(Entry.document(name, run.prefix() + name));
            }
        }
        for (StoredObject object : runs.bucket().list(DeviceRecords.prefix(run))) {
            all.add(Entry.document(object.key().substring(run.prefix().length()), object.key()));
        }
        for (StageName stage : StageName.values()) {
            Optional<StageManifest> manifest = runs.manifest(run, stage);
            if (manifest.isPresent()) {
                all.add(Entry.document(stage.folder() + "/manifest.json", run.manifestKey(stage)));
                for (ArtifactReference output : manifest.get().outputs()) {
                    all.add(new Entry(
                            stage.folder() + "/" + output.name(),
                            output.key(),
                            Optional.of(stage),
                            Optional.of(output)));
                }
            }
        }
        return all;
    }
}
