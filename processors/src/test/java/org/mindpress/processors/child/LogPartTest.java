package org.mindpress.processors.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

class LogPartTest {
    private static final String ATTEMPT = "20261127t020000000z";

    @TempDir
    private Path folder = Path.of("");

    private Path log = Path.of("");

    @BeforeEach
    void begin() {
        log = folder.resolve("stage.log");
    }

    private void add(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private LogPart after(String known, long from) throws IOException {
        return LogPart.read(log, ATTEMPT, known, from);
    }

    /** However the writer's pieces fall, in the middle of lines and of characters. */
    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3})
    void whoGoesOnFromPartToPartHasEveryWholeLineOnce(long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"message\":\"Zeile ")
                    .append(i)
                    .append(" äöü €".repeat(random.nextInt(9)))
                    .append("\"}\n");
        }
        byte[] all = lines.toString().getBytes(StandardCharsets.UTF_8);
        StringBuilder read = new StringBuilder();
        LogPart part = LogPart.none(ATTEMPT);
        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + 1 + random.nextInt(900));
            Files.write(
                    log,
                    java.util.Arrays.copyOfRange(all, at, end),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            at = end;
            LogPart next = after(part.attempt(), part.next());
            assertThat(next.first()).isEqualTo(part.next());
            assertThat(next.text()).matches("(?s)|.*\n");
            read.append(next.text());
            part = next;
        }
        assertThat(read).hasToString(lines.toString());
        assertThat(after(ATTEMPT, part.next()).text()).isEmpty();
    }

    @Test
    void ofALongLogWhoBeginsGetsTheNewestWholeLines() throws IOException {
        String line = "x".repeat(999) + "\n";
        add(line.repeat(1000));

        LogPart part = after("", 0);

        assertThat(part.text().length()).isBetween(LogPart.LONGEST_BYTES - 2000, LogPart.LONGEST_BYTES);
        assertThat(part.text()).startsWith(line).endsWith(line);
        assertThat(part.next()).isEqualTo(Files.size(log));
        assertThat(part.first()).isEqualTo(part.next() - part.text().length());
        // who is far behind misses nothing
        assertThat(after(ATTEMPT, 0).first()).isZero();
        assertThat(after(ATTEMPT, 0).text().length()).isLessThanOrEqualTo(LogPart.LONGEST_BYTES);
    }

    @Test
    void aLineThatIsTooLongComesInPieces() throws IOException {
        String line = "y".repeat(LogPart.LONGEST_BYTES + 10) + "\n";
        add(line + "short\n");

        LogPart first = after(ATTEMPT, 0);
        LogPart second = after(ATTEMPT, first.next());

        assertThat(first.text() + second.text()).isEqualTo(line + "short\n");
    }

    @ParameterizedTest(name = "from={0}")
    @ValueSource(longs = {-1, 7, Long.MAX_VALUE, Long.MIN_VALUE})
    void aPlaceThatTheLogDoesNotHaveIsItsBegin(long from) throws IOException {
        add("a\nb\n");
        assertThat(after(ATTEMPT, from)).isEqualTo(new LogPart(ATTEMPT, 0, 4, "a\nb\n"));
    }

    @Test
    void anotherAttemptBeginsAnewAndAnUnfinishedLineWaits() throws IOException {
        add("a\nb\nunfin");
        assertThat(after("20261127t010000000z", 2)).isEqualTo(new LogPart(ATTEMPT, 0, 4, "a\nb\n"));
        assertThat(after(ATTEMPT, 4)).isEqualTo(new LogPart(ATTEMPT, 4, 4, ""));
        add("ished\n");
        assertThat(after(ATTEMPT, 4).text()).isEqualTo("unfinished\n");
    }

    @Test
    void aLogIsLiveUntilItIsInTheBucketAlsoBeforeItsFirstLine() throws IOException {
        RunReference run = new RunReference("nightly", new RunId("20261127t020000z-0123456789abcdef"));
        LiveLogs logs = new LiveLogs();
        try (EmbeddedStore store = EmbeddedStore.open(folder.resolve("store"));
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings())) {
            bucket.probe();
            ChildLog child = new ChildLog(bucket, run, StageName.QAT, log, Clock.systemUTC());
            assertThat(logs.after(run, StageName.QAT, "", 0)).isEmpty();
            logs.opened(child);
            assertThat(logs.after(run, StageName.QAT, "", 0)).hasValue(LogPart.none(child.attempt()));
            child.add("broke off");
            assertThat(logs.after(run, StageName.QAT, "", 0).orElseThrow().text())
                    .contains("broke off");
            assertThat(logs.after(run, StageName.FETCH, "", 0)).isEmpty();
            child.keep();
            logs.kept(child);
            assertThat(logs.after(run, StageName.QAT, "", 0)).isEmpty();
            assertThat(new String(bucket.read(run.logKey(StageName.QAT, child.attempt())), StandardCharsets.UTF_8))
                    .contains("broke off");
        }
        assertThatThrownBy(() -> LogPart.read(folder.resolve("none"), ATTEMPT, "", 0))
                .isInstanceOf(FileNotFoundException.class);
    }
}
