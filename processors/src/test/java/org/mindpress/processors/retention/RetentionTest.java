package org.mindpress.processors.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.Decision;
import org.mindpress.processors.release.PassedRuns;
import org.mindpress.processors.release.Releases;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.processors.run.CacheEntry;
import org.mindpress.processors.run.EmbeddedBucket;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.StageCache;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.Sha256;

/** On a real bucket. */
@Timeout(60)
final class RetentionTest {
    @RegisterExtension
    static final EmbeddedBucket BUCKET = new EmbeddedBucket();

    private static final RetentionSettings SETTINGS =
            new RetentionSettings(Duration.ofDays(30), Duration.ofDays(90), 1);
    private static final Clock CLOCK = Clock.fixed(PassedRuns.NIGHT, ZoneOffset.UTC);
    private static final Decision DECISION = new Decision("ada", Optional.of("grace"), "good");
    private static final String TEACHER = "cache/teacher/" + "cd".repeat(32) + "/000000.bin";

    private RunReference held;
    private RunReference old;
    private RunReference newest;
    private String entry = "";

    /** Three nights, all long ago: the first in production, the second candidate only, the third the newest. */
    @BeforeEach
    void nights() throws Exception {
        PassedRuns nights = new PassedRuns(BUCKET.store());
        Releases releases = new Releases(nights.runs(), CLOCK);
        held = nights.passed("nightly", 1);
        releases.candidate(held);
        releases.promote("nightly", Channel.STAGING, Optional.empty(), DECISION);
        releases.promote("nightly", Channel.PRODUCTION, Optional.empty(), DECISION);
        old = nights.passed("nightly", 2);
        releases.candidate(old);
        newest = nights.passed("nightly", 3);
        releases.candidate(newest);
        ArtifactReference deployment = new RunStore(BUCKET.store())
                .manifest(old, StageName.EXPORT)
                .orElseThrow()
                .output("deployment.mindir")
                .orElseThrow();
        String stageKey = Sha256.of("export of night 2".getBytes(StandardCharsets.UTF_8));
        entry = "cache/" + stageKey + "/1.json";
        new StageCache(BUCKET.store())
                .add(new CacheEntry(
                        CacheEntry.VERSION,
                        stageKey,
                        old.manifestKey(StageName.EXPORT),
                        List.of(deployment),
                        new TreeMap<>()));
        BUCKET.store().put(TEACHER, new byte[] {1});
        for (String key : BUCKET.keys()) {
            BUCKET.age(key, Duration.ofDays(100));
        }
    }

    private static List<String> of(RunReference run) throws IOException {
        return BUCKET.keys().stream()
                .filter(key -> key.startsWith(run.prefix()))
                .toList();
    }

    @Test
    void theOldNightLosesItsArtifactsAndNobodyElseLosesAnything() throws Exception {
        List<String> before = BUCKET.keys();
        RetentionPlan plan = new Retention(BUCKET.store(), SETTINGS).plan();
        assertThat(BUCKET.keys()).isEqualTo(before);

        RetentionPlan gone = new Retention(BUCKET.store(), SETTINGS).remove();

        assertThat(gone).isEqualTo(plan);
        assertThat(gone.cache()).extracting("key").containsExactlyInAnyOrder(entry, TEACHER);
        assertThat(gone.records()).hasSize(3);
        assertThat(gone.waiting()).isEmpty();
        assertThat(RetentionPlan.bytes(gone.artifacts())).isPositive();
        assertThat(of(old)).containsExactly(old.outcomeKey());
        assertThat(before.stream().filter(key -> !keysNow().contains(key)))
                .allMatch(key -> key.startsWith(old.prefix()) || key.startsWith("cache/"));
        assertThat(new Retention(BUCKET.store(), SETTINGS).remove().records()).isEmpty();
        // production still gives its file, and can be gone back to
        Releases releases = new Releases(new RunStore(BUCKET.store()), CLOCK);
        releases.promote("nightly", Channel.STAGING, Optional.of(newest), DECISION);
        releases.promote("nightly", Channel.PRODUCTION, Optional.empty(), DECISION);
        assertThat(releases.rollback("nightly", Channel.PRODUCTION, 1, DECISION).reference())
                .isEqualTo(held);
        assertThatThrownBy(() -> releases.promote("nightly", Channel.STAGING, Optional.of(old), DECISION))
                .hasMessageContaining("only a verified run can be released");
    }

    private static List<String> keysNow() {
        try {
            return BUCKET.keys();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatAYoungCacheEntryReferencesStays() throws Exception {
        BUCKET.age(entry, Duration.ofDays(29));
        RetentionPlan gone = new Retention(BUCKET.store(), SETTINGS).remove();
        assertThat(gone.cache()).extracting("key").containsExactly(TEACHER);
        assertThat(of(old)).anyMatch(key -> key.endsWith("deployment.mindir"));
        assertThat(of(old)).noneMatch(key -> key.endsWith("verification.mindir"));
        String stageKey = entry.split("/", -1)[1];
        assertThat(new StageCache(BUCKET.store()).find(stageKey).entry()).isPresent();
    }

    @Test
    void anOpenRunMakesArtifactsWait() throws Exception {
        BUCKET.store().delete(List.of(newest.outcomeKey()));
        RetentionPlan gone = new Retention(BUCKET.store(), SETTINGS).remove();
        assertThat(gone.artifacts()).isEmpty();
        // night 2 is the newest that ended: it is kept by its number
        assertThat(gone.records()).isEmpty();
        assertThat(of(newest)).isNotEmpty();
    }

    @Test
    void aManifestThatCannotBeReadStopsItBeforeAnythingGoes() throws Exception {
        BUCKET.store().put(held.manifestKey(StageName.EXPORT), new byte[] {'{'});
        List<String> before = BUCKET.keys();
        assertThatThrownBy(() -> new Retention(BUCKET.store(), SETTINGS).remove())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(held.manifestKey(StageName.EXPORT));
        assertThat(BUCKET.keys()).isEqualTo(before);
    }

    @Test
    void aCacheEntryThatNobodyCanReadGoesWithTheOthers() throws Exception {
        BUCKET.store().put(entry, new byte[] {'{'});
        BUCKET.age(entry, Duration.ofDays(31));
        assertThat(new Retention(BUCKET.store(), SETTINGS).remove().cache())
                .extracting("key")
                .containsExactlyInAnyOrder(entry, TEACHER);
    }
}
