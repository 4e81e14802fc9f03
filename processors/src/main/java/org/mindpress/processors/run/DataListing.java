package org.mindpress.processors.run;

import java.io.IOException;
import java.util.List;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;

/**
 * What lies under a prefix: tells whether data changed without reading it.
 *
 * @param prefix key, or beginning of keys
 * @param objects sorted by key
 */
public record DataListing(String prefix, List<StoredObject> objects) {
    public DataListing {
        objects = List.copyOf(objects);
    }

    /** Everything under a prefix. */
    public static DataListing of(ArtifactStore store, String prefix) throws IOException {
        return new DataListing(prefix, store.list(prefix));
    }

    /** One object; empty when it does not exist. */
    public static DataListing ofKey(ArtifactStore store, String key) throws IOException {
        return new DataListing(key, store.stat(key).stream().toList());
    }

    public boolean isEmpty() {
        return objects.isEmpty();
    }

    /** SHA-256 over key, size and ETag of every object in order; times do not count. */
    public String digest() {
        FieldDigest digest = new FieldDigest("listing").field("prefix", prefix).field("objects", objects.size());
        for (StoredObject object : objects) {
            digest.field("key", object.key()).field("size", object.sizeBytes()).field("etag", object.etag());
        }
        return digest.hex();
    }
}
