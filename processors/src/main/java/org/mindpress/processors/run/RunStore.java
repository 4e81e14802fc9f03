package org.mindpress.processors.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mindpress.storage.ArtifactStore;

/** The documents of all runs. Everything but listing is one object read or created once. Thread-safe. */
public final class RunStore {
    private final ArtifactStore store;

    public RunStore(ArtifactStore store) {
        this.store = store;
    }

    /** The bucket below. */
    public ArtifactStore bucket() {
        return store;
    }

    /** All runs of all pipelines, newest first. */
    public List<RunReference> list() throws IOException {
        List<RunReference> runs = new ArrayList<>();
        for (String pipeline : store.folders("runs/")) {
            runs.addAll(list(pipeline));
        }
        runs.sort(Comparator.comparing(RunReference::run).reversed());
        return runs;
    }

    /** The runs of one pipeline, newest first. */
    public List<RunReference> list(String pipeline) throws IOException {
        return store.folders("runs/" + pipeline + "/").stream()
                .filter(RunId::isOne)
                .map(id -> new RunReference(pipeline, new RunId(id)))
                .sorted(Comparator.comparing(RunReference::run).reversed())
                .toList();
    }

    /** The run of that id; a unique beginning or end of an id is enough. Empty when there is none or more than one. */
    public Optional<RunReference> find(String text) throws IOException {
        List<RunReference> found = list().stream()
                .filter(reference -> reference.run().text().startsWith(text)
                        || reference.run().text().endsWith(text)
                        || reference.toString().equals(text))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Creates the request; false when the run exists already. */
    public boolean create(RunRequest request) throws IOException {
        return store.create(request.reference().requestKey(), Documents.write(request));
    }

    public Optional<RunRequest> request(RunReference run) throws IOException {
        return read(run.requestKey(), RunRequest.class);
    }

    /** What a run repeats; empty for a run that was asked for the first time. */
    public Optional<RerunRecord> rerun(RunReference run) throws IOException {
        return read(run.rerunKey(), RerunRecord.class);
    }

    /** The manifest of a stage when the stage is done. */
    public Optional<StageManifest> manifest(RunReference run, StageName stage) throws IOException {
        return read(run.manifestKey(stage), StageManifest.class);
    }

    /** Creates a manifest, or adopts the one that another worker wrote first: returns the one that counts. */
    public StageManifest settle(RunReference run, StageName stage, StageManifest manifest) throws IOException {
        if (store.create(run.manifestKey(stage), Documents.write(manifest))) {
            return manifest;
        }
        return manifest(run, stage)
                .orElseThrow(() -> new IOException("manifest " + run.manifestKey(stage) + " came and went"));
    }

    public Optional<RunOutcome> outcome(RunReference run) throws IOException {
        return read(run.outcomeKey(), RunOutcome.class);
    }

    /** Ends a run, or adopts the end that it already has: returns the one that counts. */
    public RunOutcome finish(RunReference run, RunOutcome outcome) throws IOException {
        if (store.create(run.outcomeKey(), Documents.write(outcome))) {
            return outcome;
        }
        return outcome(run).orElseThrow(() -> new IOException("outcome " + run.outcomeKey() + " came and went"));
    }

    /** Asks a run to stop; false when somebody has asked before. */
    public boolean cancel(RunReference run, CancelRecord cancel) throws IOException {
        return store.create(run.cancelKey(), Documents.write(cancel));
    }

    public Optional<CancelRecord> cancellation(RunReference run) throws IOException {
        return read(run.cancelKey(), CancelRecord.class);
    }

    /** Runs without an outcome, oldest first. */
    public List<RunReference> unfinished() throws IOException {
        List<RunReference> open = new ArrayList<>();
        for (RunReference run : list()) {
            if (store.stat(run.outcomeKey()).isEmpty()) {
                open.add(0, run);
            }
        }
        return open;
    }

    private <T extends Record> Optional<T> read(String key, Class<T> type) throws IOException {
        Optional<byte[]> bytes = store.find(key);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(Documents.read(key, bytes.get(), type));
    }
}
