package org.mindpress.processors.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.storage.StoredObject;

/**
 * What retention decides on, as it was at one moment.
 *
 * @param objects everything under {@code runs/} and {@code cache/}
 * @param runs all runs
 * @param entries the cache entries of stages
 * @param released runs that staging or production ever held, and those that a channel holds now
 */
record BucketState(
        List<StoredObject> objects, List<KnownRun> runs, List<KnownEntry> entries, Set<RunReference> released) {
    BucketState {
        objects = List.copyOf(objects);
        runs = List.copyOf(runs);
        entries = List.copyOf(entries);
        released = Set.copyOf(released);
    }

    /**
     * A run.
     *
     * @param run which
     * @param endedAt empty while it is open
     * @param manifests of its stages; need not be known of a run that the settings do not keep
     */
    record KnownRun(RunReference run, Optional<Instant> endedAt, List<StageManifest> manifests) {
        KnownRun {
            manifests = List.copyOf(manifests);
        }
    }

    /**
     * A cache entry.
     *
     * @param key its own
     * @param stageKey of the stage
     * @param writtenAt when
     * @param artifacts keys that it references
     */
    record KnownEntry(String key, String stageKey, Instant writtenAt, List<String> artifacts) {
        KnownEntry {
            artifacts = List.copyOf(artifacts);
        }
    }
}
