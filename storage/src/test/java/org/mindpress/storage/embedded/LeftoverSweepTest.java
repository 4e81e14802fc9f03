package org.mindpress.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner removes before it serves, and what it leaves. */
final class LeftoverSweepTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String UUID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";

    @TempDir
    Path bucket;

    private Path file(String name, Duration age) throws IOException {
        Path file = bucket.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
        return file;
    }

    private int sweep() throws IOException {
        return new LeftoverSweep(bucket, Clock.fixed(NOW, ZoneOffset.UTC)).run();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> paths = Files.walk(bucket)) {
            return paths.filter(path -> !path.equals(bucket))
                    .map(path -> bucket.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void halfWrittenObjectsOfAnyAgeGoAndWholeOnesStay() throws IOException {
        file("runs/a/manifest.json", Duration.ofDays(400));
        file("runs/a/manifest.json-" + UUID, Duration.ZERO);
        file("runs/a/" + UUID + ".json", Duration.ofDays(2));
        file("gone/deep/model.onnx-" + UUID.toUpperCase(java.util.Locale.ROOT), Duration.ofDays(2));
        assertThat(sweep()).isEqualTo(2);
        assertThat(left()).containsExactly("runs", "runs/a", "runs/a/" + UUID + ".json", "runs/a/manifest.json");
    }

    @Test
    void partsOfUploadsGoAfterADay() throws IOException {
        file(".mpus-" + UUID + "-models-net-1", Duration.ofHours(25));
        file(".mpus-" + UUID + "-models-net-2", Duration.ofHours(23));
        file(".mpus-" + UUID, Duration.ofHours(23));
        assertThat(sweep()).isEqualTo(1);
        assertThat(left()).containsExactly(".mpus-" + UUID, ".mpus-" + UUID + "-models-net-2");
    }

    @Test
    void sweepingTwiceRemovesNothingMore() throws IOException {
        file("a-" + UUID, Duration.ZERO);
        sweep();
        assertThat(sweep()).isZero();
        assertThat(left()).isEmpty();
    }
}
