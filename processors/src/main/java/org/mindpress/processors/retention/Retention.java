package org.mindpress.processors.retention;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.processors.retention.BucketState.KnownEntry;
import org.mindpress.processors.retention.BucketState.KnownRun;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.StoredObject;

/**
 * Looks through a bucket and removes what {@link RetentionPlanner} lets go. Ages are by the server's clock. What cannot be read stops it before
 * anything is removed. Thread-safe; two at once remove the same and harm nothing.
 */
public final class Retention {
    private static final Pattern ENTRY = Pattern.compile("cache/[0-9a-f]{64}/\\d{1,9}\\.json");
    private static final int BATCH = 500;

    private final ArtifactStore store;
    private final RunStore runs;
    private final RetentionSettings settings;

    public Retention(ArtifactStore store, RetentionSettings settings) {
        this.store = store;
        this.runs = new RunStore(store);
        this.settings = settings;
    }

    /** What would go now. */
    public RetentionPlan plan() throws IOException {
        Instant now = store.serverTime();
        return RetentionPlanner.plan(state(now), settings, now);
    }

    /**
     * Removes it. Between records and artifacts the bucket is looked through again: a run that began meanwhile may have found a cache entry just
     * before it went, and whatever became reachable stays.
     *
     * @return what went
     */
    public RetentionPlan remove() throws IOException {
        RetentionPlan first = plan();
        delete(first.cache());
        delete(first.records());
        if (first.artifacts().isEmpty()) {
            return first;
        }
        Set<StoredObject> still = new HashSet<>(plan().artifacts());
        List<StoredObject> artifacts =
                first.artifacts().stream().filter(still::contains).toList();
        List<StoredObject> waiting = new ArrayList<>(first.waiting());
        first.artifacts().stream().filter(object -> !still.contains(object)).forEach(waiting::add);
        delete(artifacts);
        return new RetentionPlan(first.cache(), first.records(), artifacts, waiting);
    }

    private void delete(List<StoredObject> objects) throws IOException {
        for (int from = 0; from < objects.size(); from += BATCH) {
            store.delete(objects.subList(from, Math.min(from + BATCH, objects.size())).stream()
                    .map(StoredObject::key)
                    .toList());
        }
    }

    private BucketState state(Instant now) throws IOException {
        // runs before releases: a run that is released while this looks is old by then, or counts as released
        List<StoredObject> ofRuns = store.list("runs/");
        List<StoredObject> ofCache = store.list("cache/");
        Set<RunReference> released = released();
        List<KnownRun> known = ended(ofRuns);
        Set<RunReference> kept = RetentionPlanner.keptRuns(known, released, settings, now);
        List<KnownRun> whole = new ArrayList<>();
        for (KnownRun run : known) {
            whole.add(kept.contains(run.run()) ? new KnownRun(run.run(), run.endedAt(), manifests(run.run())) : run);
        }
        List<KnownEntry> entries = new ArrayList<>();
        for (StoredObject object : ofCache) {
            if (ENTRY.matcher(object.key()).matches()) {
                entries.add(entry(object));
            }
        }
        List<StoredObject> objects = new ArrayList<>(ofRuns);
        objects.addAll(ofCache);
        return new BucketState(objects, whole, entries, released);
    }

    private List<KnownRun> ended(List<StoredObject> objects) throws IOException {
        Map<String, Instant> outcomes = new HashMap<>();
        objects.stream()
                .filter(object -> object.key().endsWith("/outcome.json"))
                .forEach(object -> outcomes.put(object.key(), object.lastModified()));
        return runs.list().stream()
                .map(run -> new KnownRun(run, Optional.ofNullable(outcomes.get(run.outcomeKey())), List.of()))
                .toList();
    }

    private List<StageManifest> manifests(RunReference run) throws IOException {
        List<StageManifest> manifests = new ArrayList<>();
        for (StageName stage : StageName.values()) {
            runs.manifest(run, stage).ifPresent(manifests::add);
        }
        return manifests;
    }

    private KnownEntry entry(StoredObject object) throws IOException {
        String stageKey = object.key().split("/", -1)[1];
        Optional<byte[]> bytes;
        try {
            bytes = store.find(object.key());
        } catch (CorruptObjectException damaged) {
            bytes = Optional.empty();
        }
        return new KnownEntry(
                object.key(),
                stageKey,
                object.lastModified(),
                bytes.map(content -> artifacts(object.key(), content)).orElse(List.of()));
    }

    /** An entry that nobody can read is a miss for every stage, so nothing is kept for it. */
    private static List<String> artifacts(String key, byte[] entry) {
        try {
            return Documents.read(key, entry, CacheEntry.class).outputs().stream()
                    .map(ArtifactReference::key)
                    .toList();
        } catch (IOException damaged) {
            return List.of();
        }
    }

    /** Staging and production can go back to any release; of candidates only what the channel holds is kept for its own sake. */
    private Set<RunReference> released() throws IOException {
        ReleaseStore releases = new ReleaseStore(store);
        Set<RunReference> released = new HashSet<>();
        for (String pipeline : releases.pipelines()) {
            releases.current(pipeline, Channel.CANDIDATE)
                    .map(ReleaseRecord::reference)
                    .ifPresent(released::add);
            for (Channel channel : List.of(Channel.STAGING, Channel.PRODUCTION)) {
                releases.history(pipeline, channel).records().stream()
                        .map(ReleaseRecord::reference)
                        .forEach(released::add);
            }
        }
        return released;
    }
}
