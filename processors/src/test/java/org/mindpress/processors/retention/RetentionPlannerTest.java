package org.mindpress.processors.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.processors.retention.BucketState.KnownEntry;
import org.mindpress.processors.retention.BucketState.KnownRun;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageManifest;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.run.TriggerKey;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;

/** Laws of what may go, over random buckets: seeds are in the names. */
class RetentionPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");
    private static final RetentionSettings SETTINGS =
            new RetentionSettings(Duration.ofDays(30), Duration.ofDays(90), 2);
    private static final int STAGES = 3;

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /** Runs whose stages come from themselves or from an earlier run; some open, some released, cache entries for some stages. */
    private static BucketState random(long seed, boolean mayBeOpen) {
        Random random = new Random(seed);
        List<StoredObject> objects = new ArrayList<>();
        List<KnownRun> runs = new ArrayList<>();
        List<KnownEntry> entries = new ArrayList<>();
        Set<RunReference> released = new HashSet<>();
        List<StageManifest> known = new ArrayList<>();
        int count = 3 + random.nextInt(10);
        for (int i = 0; i < count; i++) {
            Instant at = NOW.minus(Duration.ofDays(200L * (count - i) / count + random.nextInt(5)));
            RunReference run =
                    new RunReference("p" + random.nextInt(2), RunId.of(at, TriggerKey.api("p", seed + "-" + i)));
            boolean open = mayBeOpen && random.nextInt(8) == 0;
            List<StageManifest> manifests = new ArrayList<>();
            for (StageName stage : List.of(StageName.values()).subList(0, STAGES)) {
                Optional<StageManifest> cached = known.stream()
                        .filter(manifest -> manifest.stage().equals(stage.spelling()))
                        .skip(random.nextInt(3))
                        .findFirst();
                StageManifest manifest;
                if (cached.isPresent() && random.nextBoolean()) {
                    manifest = manifest(
                            run, stage, cached.get().stageKey(), cached.get().outputs(), at);
                } else {
                    String key = run.stagePrefix(stage) + "attempt/model.onnx";
                    objects.add(object(key, 1000, at));
                    objects.add(object(run.stagePrefix(stage) + "failed/model.onnx", 10, at));
                    manifest = manifest(
                            run,
                            stage,
                            Sha256.of((seed + key).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                            List.of(new ArtifactReference("model.onnx", key, 1000, "ab".repeat(32))),
                            at);
                    if (random.nextInt(3) > 0) {
                        String entry = "cache/" + manifest.stageKey() + "/1.json";
                        objects.add(object(entry, 100, at));
                        entries.add(new KnownEntry(entry, manifest.stageKey(), at, List.of(key)));
                    }
                }
                objects.add(object(run.manifestKey(stage), 50, at));
                objects.add(object(run.logsPrefix(stage) + "attempt.jsonl", 20, at));
                manifests.add(manifest);
                known.add(manifest);
            }
            objects.add(object(run.requestKey(), 5, at));
            if (!open) {
                objects.add(object(run.outcomeKey(), 5, at));
            }
            if (random.nextInt(5) == 0) {
                released.add(run);
            }
            objects.add(object("cache/teacher/" + Sha256.of(new byte[] {(byte) i}) + "/000000.bin", 70, at));
            runs.add(new KnownRun(run, open ? Optional.empty() : Optional.of(at), manifests));
        }
        return new BucketState(objects, runs, entries, released);
    }

    private static StoredObject object(String key, long bytes, Instant at) {
        return new StoredObject(key, bytes, "tag", at);
    }

    private static StageManifest manifest(
            RunReference run, StageName stage, String stageKey, List<ArtifactReference> outputs, Instant at) {
        return new StageManifest(
                StageManifest.VERSION,
                stage.spelling(),
                stageKey,
                "attempt",
                List.of(),
                outputs,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                run.manifestKey(stage),
                at,
                at);
    }

    private static List<String> gone(RetentionPlan plan) {
        return Stream.of(plan.cache(), plan.records(), plan.artifacts())
                .flatMap(List::stream)
                .map(StoredObject::key)
                .toList();
    }

    /** The bucket after the first so many removals of a plan. */
    private static BucketState without(BucketState state, List<String> keys) {
        Set<String> gone = new HashSet<>(keys);
        return new BucketState(
                state.objects().stream()
                        .filter(object -> !gone.contains(object.key()))
                        .toList(),
                state.runs().stream()
                        .map(run -> new KnownRun(
                                run.run(),
                                run.endedAt(),
                                run.manifests().stream()
                                        .filter(manifest -> !gone.contains(run.run()
                                                .manifestKey(StageName.of(manifest.stage())
                                                        .orElseThrow())))
                                        .toList()))
                        .toList(),
                state.entries().stream()
                        .filter(entry -> !gone.contains(entry.key()))
                        .toList(),
                state.released());
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void nothingThatAReleaseAnOpenRunOrAKeptCacheEntryNeedsEverGoes(int seed) {
        BucketState state = random(seed, true);
        List<String> gone = gone(RetentionPlanner.plan(state, SETTINGS, NOW));
        for (KnownRun run : state.runs()) {
            if (run.endedAt().isEmpty() || state.released().contains(run.run())) {
                assertThat(gone).noneMatch(key -> key.startsWith(run.run().prefix()));
                run.manifests()
                        .forEach(manifest -> manifest.outputs()
                                .forEach(output -> assertThat(gone).doesNotContain(output.key())));
            }
        }
        state.entries().stream()
                .filter(entry -> !gone.contains(entry.key()))
                .forEach(entry -> assertThat(gone).doesNotContainAnyElementsOf(entry.artifacts()));
        assertThat(gone).noneMatch(key -> key.endsWith("request.json") || key.endsWith("outcome.json"));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void cutOffAnywhereNoRecordThatIsLeftReferencesWhatIsGone(int seed) {
        BucketState state = random(seed, false);
        List<String> gone = gone(RetentionPlanner.plan(state, SETTINGS, NOW));
        for (int cut = 0; cut <= gone.size(); cut++) {
            BucketState left = without(state, gone.subList(0, cut));
            Set<String> keys = left.objects().stream().map(StoredObject::key).collect(Collectors.toSet());
            left.entries().forEach(entry -> assertThat(keys).containsAll(entry.artifacts()));
            left.runs()
                    .forEach(run -> run.manifests()
                            .forEach(manifest -> manifest.outputs()
                                    .forEach(output -> assertThat(keys).contains(output.key()))));
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void whatWasDoneOnceNeedNotBeDoneAgainAndACutIsTakenUp(int seed) {
        BucketState state = random(seed, false);
        List<String> gone = gone(RetentionPlanner.plan(state, SETTINGS, NOW));
        assertThat(gone(RetentionPlanner.plan(without(state, gone), SETTINGS, NOW)))
                .isEmpty();
        List<String> half = gone.subList(0, gone.size() / 2);
        List<String> rest = gone(RetentionPlanner.plan(without(state, half), SETTINGS, NOW));
        assertThat(rest).containsExactlyInAnyOrderElementsOf(gone.subList(gone.size() / 2, gone.size()));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void withTimeMoreGoesAndNothingComesBack(int seed) {
        BucketState state = random(seed, true);
        Set<String> before = new HashSet<>();
        for (int days = 0; days < 250; days += 25) {
            Set<String> now =
                    new HashSet<>(gone(RetentionPlanner.plan(state, SETTINGS, NOW.plus(Duration.ofDays(days)))));
            assertThat(now).containsAll(before);
            before = now;
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void theNewestRunsOfAPipelineKeepAllHoweverOldTheyAre(int seed) {
        BucketState state = random(seed, false);
        List<String> gone = gone(RetentionPlanner.plan(state, SETTINGS, NOW.plus(Duration.ofDays(10_000))));
        Map<String, List<KnownRun>> byPipeline = state.runs().stream()
                .collect(Collectors.groupingBy(run -> run.run().pipeline()));
        byPipeline
                .values()
                .forEach(runs -> runs.stream()
                        .sorted((one, other) ->
                                other.run().run().compareTo(one.run().run()))
                        .limit(SETTINGS.runsKept())
                        .forEach(run -> run.manifests()
                                .forEach(manifest -> manifest.outputs()
                                        .forEach(output -> assertThat(gone).doesNotContain(output.key())))));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void logsGoWithTheRecordsOfTheirRunAndNeverBefore(int seed) {
        RetentionPlan plan = RetentionPlanner.plan(random(seed, false), SETTINGS, NOW);
        assertThat(runs(plan.artifacts().stream().filter(object -> object.key().contains("/logs/"))))
                .isEqualTo(runs(plan.records().stream()));
    }

    private static Set<String> runs(Stream<StoredObject> objects) {
        return objects.map(object -> object.key().replaceFirst("/(logs|stages)/.*", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void whileARunIsOpenArtifactsWait() {
        boolean waited = false;
        for (int seed = 0; seed < 60; seed++) {
            BucketState state = random(seed, true);
            RetentionPlan plan = RetentionPlanner.plan(state, SETTINGS, NOW);
            boolean open = state.runs().stream().anyMatch(run -> run.endedAt().isEmpty());
            assertThat(open ? plan.artifacts() : plan.waiting()).isEmpty();
            waited |= !plan.waiting().isEmpty();
        }
        assertThat(waited).isTrue();
    }

    @Test
    void theRandomBucketsLoseSomethingOfEachKind() {
        List<RetentionPlan> plans = seeds().mapToObj(seed -> RetentionPlanner.plan(random(seed, false), SETTINGS, NOW))
                .toList();
        assertThat(plans).anyMatch(plan -> !plan.cache().isEmpty());
        assertThat(plans).anyMatch(plan -> !plan.records().isEmpty());
        assertThat(plans).anyMatch(plan -> !plan.artifacts().isEmpty());
    }

    @Test
    void settingsAreChecked() {
        assertThat(RetentionSettings.DEFAULT)
                .isEqualTo(new RetentionSettings(Duration.ofDays(30), Duration.ofDays(90), 30));
        assertThatThrownBy(() -> new RetentionSettings(Duration.ofDays(30), Duration.ofDays(29), 1))
                .hasMessageContaining("runs 29 days");
        assertThatThrownBy(() -> new RetentionSettings(Duration.ZERO, Duration.ofDays(9), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionSettings(Duration.ofDays(1), Duration.ofDays(9), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
