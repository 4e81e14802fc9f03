package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gc} says and does to a store. */
class CollectCommandTest {
    private static final String TEACHER = "cache/teacher/" + "cd".repeat(32) + "/000000.bin";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void oldLogits() throws Exception {
        System.setProperty("mindpress.user", folder.resolve("user").toString());
        Path file = Files.write(folder.resolve("logits"), new byte[1234]);
        assertThat(mindpress("put", file.toString(), TEACHER).code()).isZero();
        Files.setLastModifiedTime(stored(), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    }

    private Path stored() {
        return folder.resolve("store/objects/mindpress").resolve(TEACHER);
    }

    private CalledCommand mindpress(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return CalledCommand.of(all);
    }

    @Test
    void aDryRunNamesWhatWouldGoAndTheRealOneRemovesIt() {
        CalledCommand dry = mindpress("gc", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(dry.out())
                .contains("1,234  " + TEACHER)
                .contains("would go: 1 unused cache objects, 1,234 bytes")
                .contains("would go: 0 artifacts");
        assertThat(stored()).exists();

        assertThat(mindpress("gc", "--cache-days", "60").out()).contains("gone: 0 unused cache objects");
        assertThat(stored()).exists();

        assertThat(mindpress("gc").out()).contains("gone: 1 unused cache objects, 1,234 bytes");
        assertThat(stored()).doesNotExist();
    }

    @Test
    void settingsThatContradictEachOtherAreBadInput() {
        CalledCommand called = mindpress("gc", "--run-days", "5");
        assertThat(called.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(called.err())
                .contains("the cache is kept 30 days, runs 5 days")
                .doesNotContain("Exception");
        assertThat(stored()).exists();
    }
}
