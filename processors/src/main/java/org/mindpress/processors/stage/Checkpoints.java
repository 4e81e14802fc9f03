package org.mindpress.processors.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.CheckpointRecord;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.MissingObjectException;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;

/**
 * The checkpoints of one stage of one run: {@code checkpoints/<step>.json} is written once, after its artifact, and proves that the
 * training can go on there. All but the last two are removed as they become old. Not thread-safe.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String ENDING = ".json";

    private final ArtifactStore store;
    private final String prefix;
    private final String stageKey;
    private final String attemptPrefix;

    Checkpoints(ArtifactStore store, RunReference run, StageName stage, String stageKey, String attempt) {
        this.store = store;
        this.prefix = run.stagePrefix(stage) + "checkpoints/";
        this.stageKey = stageKey;
        this.attemptPrefix = run.stagePrefix(stage) + attempt + "/";
    }

    /** The bytes of the highest checkpoint of this stage key that is whole; others are passed over. */
    Optional<byte[]> newest() throws IOException {
        List<Long> steps = steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            String key = key(steps.get(i));
            Optional<byte[]> document = store.find(key);
            if (document.isEmpty()) {
                continue;
            }
            CheckpointRecord record = Documents.read(key, document.get(), CheckpointRecord.class);
            if (!record.stageKey().equals(stageKey) || record.artifacts().size() != 1) {
                store.delete(List.of(key));
                continue;
            }
            ArtifactReference artifact = record.artifacts().get(0);
            try {
                return Optional.of(store.read(artifact.key(), artifact.sha256()));
            } catch (MissingObjectException | CorruptObjectException e) {
                store.delete(List.of(key));
            }
        }
        return Optional.empty();
    }

    /** Keeps a checkpoint; one of the same step that lies there already is as good. */
    void keep(long step, byte[] bytes) throws IOException {
        String name = "checkpoint-" + String.format("%09d", step) + ".zip";
        store.put(attemptPrefix + name, bytes);
        ArtifactReference artifact = new ArtifactReference(name, attemptPrefix + name, bytes.length, Sha256.of(bytes));
        store.create(
                key(step),
                Documents.write(new CheckpointRecord(CheckpointRecord.VERSION, stageKey, step, List.of(artifact))));
        List<Long> steps = steps();
        for (int i = 0; i < steps.size() - KEPT; i++) {
            remove(steps.get(i));
        }
    }

    /** Removes all of them: the stage is done. */
    void clear() throws IOException {
        for (long step : steps()) {
            remove(step);
        }
    }

    /** First the record, then its artifact: a record never points to nothing that was there. */
    private void remove(long step) throws IOException {
        Optional<byte[]> document = store.find(key(step));
        store.delete(List.of(key(step)));
        if (document.isPresent()) {
            CheckpointRecord record = Documents.read(key(step), document.get(), CheckpointRecord.class);
            store.delete(record.artifacts().stream().map(ArtifactReference::key).toList());
        }
    }

    /** Ascending. */
    private List<Long> steps() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (StoredObject object : store.list(prefix)) {
            String name = object.key().substring(prefix.length());
            if (name.matches("\\d{1,12}" + "\\" + ENDING)) {
                steps.add(Long.valueOf(name.substring(0, name.length() - ENDING.length())));
            }
        }
        steps.sort(null);
        return steps;
    }

    private String key(long step) {
        return prefix + String.format("%09d", step) + ENDING;
    }
}
