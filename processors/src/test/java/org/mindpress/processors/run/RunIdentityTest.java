package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.storage.StoredObject;

/** Triggers, the ids of their runs, and the digests they rest on. */
final class RunIdentityTest {
    private static StoredObject object(String key, long size, String etag, Instant time) {
        return new StoredObject(key, size, etag, time);
    }

    private static DataListing listing(StoredObject... objects) {
        return new DataListing("datasets/tiny/", List.of(objects));
    }

    @Test
    void equalTriggersAtOneTimeHaveEqualIds() {
        assertThat(RunId.of(Examples.NIGHT, TriggerKey.api("nightly", "one"))).isEqualTo(Examples.RUN.run());
        assertThat(RunId.of(Examples.NIGHT, TriggerKey.api("nightly", "two"))).isNotEqualTo(Examples.RUN.run());
        assertThat(RunId.of(Examples.NIGHT, Examples.TRIGGER).text())
                .isEqualTo("20261125t203000z-" + Examples.TRIGGER.sha256().substring(0, 16));
    }

    @Test
    void idsSortByTime() {
        List<RunId> ids = new ArrayList<>();
        Instant time = Instant.parse("2026-12-31T23:59:58Z");
        for (int second = 0; second < 4; second++) {
            ids.add(RunId.of(time.plusSeconds(second), TriggerKey.api("nightly", "key " + second)));
        }
        assertThat(ids).isSorted();
        assertThat(ids.stream().map(RunId::text).toList()).isSorted();
    }

    @ParameterizedTest(name = "text={0}")
    @ValueSource(
            strings = {
                "",
                "20261125t203000z",
                "20261125T203000Z-0123456789abcdef",
                "20261125t203000z-0123456789ABCDEF",
                "20261125t203000z-0123456789abcde",
                "../20261125t203000z-0123456789abcdef"
            })
    void otherTextsAreNoIds(String text) {
        assertThat(RunId.isOne(text)).isFalse();
        assertThatThrownBy(() -> new RunId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyPartOfATriggerCounts() {
        DataListing data = listing(object("datasets/tiny/a", 1, "e", Instant.EPOCH));
        DataListing other = listing(object("datasets/tiny/a", 1, "f", Instant.EPOCH));
        TreeMap<String, String> inputs = new TreeMap<>(Map.of("data", "x"));
        List<TriggerKey> keys = List.of(
                TriggerKey.event("a", "text", data),
                TriggerKey.event("b", "text", data),
                TriggerKey.event("a", "other text", data),
                TriggerKey.event("a", "text", other),
                TriggerKey.schedule("a", Examples.NIGHT),
                TriggerKey.schedule("b", Examples.NIGHT),
                TriggerKey.schedule("a", Examples.NIGHT.plusSeconds(1)),
                TriggerKey.api("a", "key"),
                TriggerKey.api("ak", "ey"),
                TriggerKey.api("a", "yek"),
                TriggerKey.apiWithoutKey("a"),
                TriggerKey.apiWithoutKey("a"),
                TriggerKey.commandLine("a", "text", inputs, 0),
                TriggerKey.commandLine("a", "text", inputs, 1),
                TriggerKey.commandLine("a", "text", new TreeMap<>(), 0),
                TriggerKey.commandLine("a", "other text", inputs, 0),
                TriggerKey.retry("a", "run", "", 0),
                TriggerKey.retry("b", "run", "", 0),
                TriggerKey.retry("a", "other run", "", 0),
                TriggerKey.retry("a", "run", "export", 0),
                TriggerKey.retry("a", "run", "", 1));
        assertThat(keys.stream().map(TriggerKey::sha256).toList()).doesNotHaveDuplicates();
        assertThat(keys.stream().map(TriggerKey::shortDigits).toList()).doesNotHaveDuplicates();
        assertThat(TriggerKey.event("a", "text", data)).isEqualTo(keys.get(0));
    }

    @Test
    void aListingIsItsKeysSizesAndTagsNotItsTimes() {
        String digest =
                listing(object("datasets/tiny/a", 1, "e", Instant.EPOCH)).digest();
        assertThat(listing(object("datasets/tiny/a", 1, "e", Examples.NIGHT)).digest())
                .isEqualTo(digest);
        assertThat(List.of(
                        digest,
                        listing().digest(),
                        listing(object("datasets/tiny/b", 1, "e", Instant.EPOCH))
                                .digest(),
                        listing(object("datasets/tiny/a", 2, "e", Instant.EPOCH))
                                .digest(),
                        listing(object("datasets/tiny/a", 1, "f", Instant.EPOCH))
                                .digest(),
                        new DataListing("datasets/tiny", listing().objects()).digest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void fieldsThatJoinToTheSameTextDiffer() {
        assertThat(new FieldDigest("p").field("ab", "c").hex())
                .isNotEqualTo(new FieldDigest("p").field("a", "bc").hex());
        assertThat(new FieldDigest("p").field("a", "b").hex())
                .isNotEqualTo(new FieldDigest("q").field("a", "b").hex());
    }

    @Test
    void everyPartOfAStageKeyCounts() {
        TreeMap<String, String> settings = new TreeMap<>(Map.of("steps", "150"));
        List<StageKey.NamedDigest> inputs = List.of(new StageKey.NamedDigest("model", "x"));
        List<StageKey> keys = List.of(
                new StageKey(StageName.QAT, settings, inputs, 1, 2, "avx2"),
                new StageKey(StageName.DISTILL, settings, inputs, 1, 2, "avx2"),
                new StageKey(StageName.QAT, new TreeMap<>(Map.of("steps", "151")), inputs, 1, 2, "avx2"),
                new StageKey(StageName.QAT, settings, List.of(new StageKey.NamedDigest("model", "y")), 1, 2, "avx2"),
                new StageKey(StageName.QAT, settings, List.of(), 1, 2, "avx2"),
                new StageKey(StageName.QAT, settings, inputs, 2, 2, "avx2"),
                new StageKey(StageName.QAT, settings, inputs, 1, 1, "avx2"),
                new StageKey(StageName.QAT, settings, inputs, 1, 2, "avx512"));
        assertThat(keys.stream().map(StageKey::sha256).toList()).doesNotHaveDuplicates();
        assertThat(new StageKey(StageName.QAT, settings, inputs, 1, 2, "avx2").sha256())
                .isEqualTo(keys.get(0).sha256());
    }
}
