package org.mindpress.processors.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one codec, on every document of the bucket. */
final class DocumentsTest {
    private static final String CANCEL = """
            {
              "version" : 1,
              "reason" : "enough",
              "requestedBy" : "somebody",
              "requestedAt" : "2026-11-25T20:30:00.250Z"
            }
            """;

    static List<Record> documents() {
        return List.of(
                Examples.request(),
                Examples.manifest("1"),
                Examples.outcome(RunStatus.PASSED, "the gate holds"),
                Examples.outcome(RunStatus.ERROR, "two\nlines"),
                Examples.outcome(RunStatus.CANCELLED, RunOutcome.SUPERSEDED + "newer data"),
                new CancelRecord(1, "enough", "somebody", Examples.NIGHT),
                new RerunRecord(1, Examples.RUN.run().text(), List.of("export")),
                new RerunRecord(1, Examples.RUN.run().text(), List.of()),
                new ClaimRecord(
                        1, 7, "host", Long.MAX_VALUE, Instant.parse("2026-01-01T00:00:00.123456789Z"), Instant.EPOCH),
                new ClaimBeat(1, 3, true),
                new CheckpointRecord(
                        1, Examples.digest("key"), 120, List.of(Examples.artifact("state.zip", new byte[] {1}))),
                new CacheEntry(
                        1,
                        Examples.digest("key"),
                        "runs/a/b/manifest.json",
                        List.of(Examples.artifact("model.onnx", new byte[0])),
                        Examples.figures()),
                new TriggerRecord(
                        1, Examples.TRIGGER.sha256(), Examples.RUN.run().text()),
                new PipelineVersion(1, "nightly", 3, Examples.digest("text"), "ada", Examples.NIGHT));
    }

    private static <T extends Record> T read(String text, Class<T> type) throws IOException {
        return Documents.read("a/b.json", text.getBytes(StandardCharsets.UTF_8), type);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("documents")
    void everyDocumentComesBackEqualAndInTheSameBytes(Record document) throws IOException {
        byte[] written = Documents.write(document);
        Record back = Documents.read("a/b.json", written, document.getClass());
        assertThat(back).isEqualTo(document);
        assertThat(Documents.write(back)).isEqualTo(written);
        assertThat(new String(written, StandardCharsets.UTF_8)).endsWith("}\n");
    }

    @Test
    void keysStandInRecordOrderAndTimesAreIsoInUtc() {
        assertThat(Documents.write(new CancelRecord(1, "enough", "somebody", Examples.NIGHT)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(CANCEL);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"reason\" : \"enough\",|",
                "\"reason\"|\"raeson\"",
                "\"enough\"|null",
                "\"enough\"|3",
                "\"enough\"|[\"enough\"]",
                "\"enough\"|\"enough\", \"reason\" : \"twice\"",
                "\"enough\"|\"enough\", \"more\" : 1",
                "2026-11-25T20:30:00.250Z|2026-11-25 20:30",
                "\"2026-11-25T20:30:00.250Z\"|1764102600",
                "\"version\" : 1|\"version\" : \"1\"",
                "\"version\" : 1|\"version\" : 1.0",
                "\"version\" : 1|\"version\" : true",
                "\"version\" : 1|\"version\" : 2",
            })
    void whatIsNotExactlyTheFormIsRefusedWithItsPlace(String old, String replacement) {
        String text = CANCEL.replace(old, replacement == null ? "" : replacement);
        assertThat(text).isNotEqualTo(CANCEL);
        assertThatThrownBy(() -> read(text, CancelRecord.class))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(?s)a/b\\.json:\\d+:\\d+: no valid CancelRecord: .*");
    }

    @ParameterizedTest(name = "text={0}")
    @ValueSource(strings = {"", " ", "null", "[]", "7", "{", "{}", "no JSON", "\u0000"})
    void garbageIsRefused(String text) {
        assertThatThrownBy(() -> read(text, CancelRecord.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a/b.json:");
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < CANCEL.length() - 2; length++) {
            String text = CANCEL.substring(0, length);
            assertThatThrownBy(() -> read(text, CancelRecord.class)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatFollowsTheDocumentIsRefused() {
        assertThatThrownBy(() -> read(CANCEL + "{}", CancelRecord.class)).isInstanceOf(IOException.class);
        byte[] noUtf8 = CANCEL.replace("enough", "en\u00e9ough").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Documents.read("a/b.json", noUtf8, CancelRecord.class))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aVersionOfALaterTimeIsNamed() {
        assertThatThrownBy(() -> read(CANCEL.replace(": 1,", ": 9,"), CancelRecord.class))
                .hasMessageContaining("cancel.json has version 9, this mindpress knows version 1");
    }

    @ParameterizedTest(name = "figure={0}")
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aFigureThatIsNoNumberIsNotWritten(double figure) {
        CacheEntry entry = new CacheEntry(1, "key", "from", List.of(), new TreeMap<>(Map.of("loss", figure)));
        assertThatThrownBy(() -> Documents.write(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Double.toString(figure));
    }

    @Test
    void aNullInAListIsRefused() {
        String text = "{\"version\":1,\"stageKey\":\"" + Examples.digest("key") + "\",\"step\":1,\"artifacts\":[null]}";
        assertThatThrownBy(() -> read(text, CheckpointRecord.class)).isInstanceOf(IOException.class);
    }

    @Test
    void statusAndErrorKindMustAgree() {
        String text = new String(Documents.write(Examples.outcome(RunStatus.PASSED, "")), StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(text.replace("PASSED", "ERROR"), RunOutcome.class))
                .hasMessageContaining("status ERROR with error kind NONE");
        assertThatThrownBy(() -> read(text.replace("\"PASSED\"", "0"), RunOutcome.class))
                .isInstanceOf(IOException.class);
    }
}
