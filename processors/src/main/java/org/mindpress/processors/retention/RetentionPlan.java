package org.mindpress.processors.retention;

import java.util.List;
import org.mindpress.storage.StoredObject;

/**
 * What may go, in the order in which it must: first what references, then what was referenced. Cut off anywhere, no record that is left
 * references an object that is gone.
 *
 * @param cache cache entries and teacher logits that nobody used
 * @param records manifests and checkpoint records of old runs
 * @param artifacts that nothing references any more, and logs of old runs
 * @param waiting the same, held back because a run is open that may have just looked one up
 */
public record RetentionPlan(
        List<StoredObject> cache,
        List<StoredObject> records,
        List<StoredObject> artifacts,
        List<StoredObject> waiting) {
    public RetentionPlan {
        cache = List.copyOf(cache);
        records = List.copyOf(records);
        artifacts = List.copyOf(artifacts);
        waiting = List.copyOf(waiting);
    }

    /** Bytes of some objects. */
    public static long bytes(List<StoredObject> objects) {
        return objects.stream().mapToLong(StoredObject::sizeBytes).sum();
    }
}
