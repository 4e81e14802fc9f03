package org.mindpress.processors.run;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.StoredObject;

/** What stages of any run computed, by stage key. Thread-safe. */
public final class StageCache {
    private static final int MOST_TRIES = 100;

    private final ArtifactStore store;

    public StageCache(ArtifactStore store) {
        this.store = store;
    }

    /**
     * What a look-up found.
     *
     * @param entry on a hit
     * @param reason why it is a hit or a miss, for people
     */
    public record Answer(Optional<CacheEntry> entry, String reason) {}

    /** Looks for artifacts under a key: the highest entry whose objects all exist with their size. */
    public Answer find(String stageKey) throws IOException {
        List<Integer> numbers = numbers(stageKey);
        if (numbers.isEmpty()) {
            return new Answer(Optional.empty(), "nothing was computed yet from these inputs and settings");
        }
        String reason = "";
        for (int number : numbers) {
            Optional<CacheEntry> entry = entry(key(stageKey, number));
            if (entry.isEmpty()) {
                reason = "entry " + number + " is damaged or gone";
                continue;
            }
            Optional<String> gone = firstMissing(entry.get());
            if (gone.isEmpty()) {
                return new Answer(entry, "taken from " + entry.get().takenFrom());
            }
            reason = "artifact " + gone.get() + " of entry " + number + " is missing";
        }
        return new Answer(Optional.empty(), reason.isEmpty() ? "the entries are gone" : reason);
    }

    /** Appends an entry with the next free number. */
    public void add(CacheEntry entry) throws IOException {
        int number = numbers(entry.stageKey()).stream().findFirst().orElse(0) + 1;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (store.create(key(entry.stageKey(), number + tries), Documents.write(entry))) {
                return;
            }
        }
        throw new IOException("cache " + entry.stageKey() + ": no free number from " + number + " on");
    }

    /** Empty for an entry that is gone or that nobody can read: both are a miss. */
    private Optional<CacheEntry> entry(String key) throws IOException {
        Optional<byte[]> bytes;
        try {
            bytes = store.find(key);
        } catch (CorruptObjectException damaged) {
            return Optional.empty();
        }
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Documents.read(key, bytes.get(), CacheEntry.class));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private Optional<String> firstMissing(CacheEntry entry) throws IOException {
        for (ArtifactReference output : entry.outputs()) {
            Optional<StoredObject> found = store.stat(output.key());
            if (found.isEmpty() || found.get().sizeBytes() != output.sizeBytes()) {
                return Optional.of(output.key());
            }
        }
        return Optional.empty();
    }

    /** Numbers in use, highest first. */
    private List<Integer> numbers(String stageKey) throws IOException {
        return Numbered.of(store.list(prefix(stageKey)), prefix(stageKey)).stream()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static String prefix(String stageKey) {
        return "cache/" + stageKey + "/";
    }

    private static String key(String stageKey, int number) {
        return prefix(stageKey) + number + ".json";
    }
}
