package org.mindpress.processors.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mindpress.processors.retention.BucketState.KnownEntry;
import org.mindpress.processors.retention.BucketState.KnownRun;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.StoredObject;

/**
 * Decides what may go: a function of the bucket's state, the settings and the time.
 *
 * <p>Kept whole are open runs, released runs, the newest ended runs of each pipeline and those that ended lately; of the cache what was
 * written or used lately. An artifact of any other run goes when no manifest of a kept run and no kept cache entry references it.
 */
final class RetentionPlanner {
    private static final String TEACHER = "cache/teacher/";

    private final BucketState state;
    private final RetentionSettings settings;
    private final Instant now;
    private final Set<RunReference> keptRuns;
    private final Set<String> keptEntries;

    private RetentionPlanner(BucketState state, RetentionSettings settings, Instant now) {
        this.state = state;
        this.settings = settings;
        this.now = now;
        this.keptRuns = keptRuns(state.runs(), state.released(), settings, now);
        this.keptEntries = keptEntries();
    }

    static RetentionPlan plan(BucketState state, RetentionSettings settings, Instant now) {
        return new RetentionPlanner(state, settings, now).plan();
    }

    /** The runs of which nothing goes. Asks for no manifests. */
    static Set<RunReference> keptRuns(
            List<KnownRun> runs, Set<RunReference> released, RetentionSettings settings, Instant now) {
        Set<RunReference> kept = new HashSet<>(released);
        Map<String, List<KnownRun>> ended = new HashMap<>();
        for (KnownRun run : runs) {
            if (run.endedAt().isEmpty() || !isOld(run.endedAt().get(), settings.runAge(), now)) {
                kept.add(run.run());
            }
            if (run.endedAt().isPresent()) {
                ended.computeIfAbsent(run.run().pipeline(), pipeline -> new ArrayList<>())
                        .add(run);
            }
        }
        for (List<KnownRun> ofPipeline : ended.values()) {
            ofPipeline.stream()
                    .map(KnownRun::run)
                    .sorted(Comparator.comparing(RunReference::run).reversed())
                    .limit(settings.runsKept())
                    .forEach(kept::add);
        }
        return kept;
    }

    private RetentionPlan plan() {
        Set<String> reachable = reachable();
        Map<String, RunReference> expired = state.runs().stream()
                .map(KnownRun::run)
                .filter(run -> !keptRuns.contains(run))
                .collect(Collectors.toMap(RunReference::prefix, run -> run));
        List<StoredObject> cache = new ArrayList<>();
        List<StoredObject> records = new ArrayList<>();
        List<StoredObject> artifacts = new ArrayList<>();
        Set<String> entries = state.entries().stream().map(KnownEntry::key).collect(Collectors.toSet());
        for (StoredObject object : state.objects()) {
            String key = object.key();
            if (entries.contains(key) ? !keptEntries.contains(key) : isOldTeacher(object)) {
                cache.add(object);
            } else if (stagePath(key, expired).isPresent()) {
                if (isRecord(stagePath(key, expired).get())) {
                    records.add(object);
                } else if (!reachable.contains(key)) {
                    artifacts.add(object);
                }
            } else if (isLog(key, expired)) {
                artifacts.add(object);
            }
        }
        boolean open = state.runs().stream().anyMatch(run -> run.endedAt().isEmpty());
        return open
                ? new RetentionPlan(cache, records, List.of(), artifacts)
                : new RetentionPlan(cache, records, artifacts, List.of());
    }

    private boolean isOldTeacher(StoredObject object) {
        return object.key().startsWith(TEACHER) && isOld(object.lastModified(), settings.cacheUnused(), now);
    }

    /** {@code 03-qat/…} of an object of an expired run; empty for its request, its outcome, and for everything else. */
    private static Optional<String> stagePath(String key, Map<String, RunReference> expired) {
        int stages = key.indexOf("/stages/");
        return stages > 0 && expired.containsKey(key.substring(0, stages + 1))
                ? Optional.of(key.substring(stages + "/stages/".length()))
                : Optional.empty();
    }

    /** What a stage of an expired run logged, which nothing references. */
    private static boolean isLog(String key, Map<String, RunReference> expired) {
        int logs = key.indexOf("/logs/");
        return logs > 0 && expired.containsKey(key.substring(0, logs + 1));
    }

    private static boolean isRecord(String stagePath) {
        return stagePath.matches("[^/]+/manifest\\.json|[^/]+/checkpoints/[^/]+\\.json");
    }

    private Set<String> reachable() {
        Set<String> keys = new HashSet<>();
        for (KnownRun run : state.runs()) {
            if (keptRuns.contains(run.run())) {
                run.manifests().forEach(manifest -> {
                    manifest.inputs().stream().map(ArtifactReference::key).forEach(keys::add);
                    manifest.outputs().stream().map(ArtifactReference::key).forEach(keys::add);
                });
            }
        }
        state.entries().stream()
                .filter(entry -> keptEntries.contains(entry.key()))
                .forEach(entry -> keys.addAll(entry.artifacts()));
        return keys;
    }

    /** An entry was used when a stage with its key got a manifest. */
    private Set<String> keptEntries() {
        Map<String, Instant> used = new HashMap<>();
        for (KnownRun run : state.runs()) {
            run.manifests()
                    .forEach(manifest -> used.merge(
                            manifest.stageKey(),
                            manifest.finishedAt(),
                            (one, other) -> one.isAfter(other) ? one : other));
        }
        return state.entries().stream()
                .filter(entry -> !isOld(entry.writtenAt(), settings.cacheUnused(), now)
                        || Optional.ofNullable(used.get(entry.stageKey()))
                                .filter(last -> !isOld(last, settings.cacheUnused(), now))
                                .isPresent())
                .map(KnownEntry::key)
                .collect(Collectors.toSet());
    }

    private static boolean isOld(Instant time, Duration age, Instant now) {
        return Duration.between(time, now).compareTo(age) > 0;
    }
}
