package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencySummaryTest {

    @Test
    void percentilesAreValuesThatWereMeasured() {
        List<Duration> runs = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            runs.add(Duration.ofMillis(i));
        }
        Collections.shuffle(runs, new Random(2));
        LatencySummary summary = LatencySummary.of(runs, 2, "cpu");
        assertThat(summary)
                .isEqualTo(new LatencySummary(Duration.ofMillis(100), Duration.ofMillis(198), 200, 2, "cpu"));
        LatencySummary one = LatencySummary.of(List.of(Duration.ofMillis(3)), 1, "cpu");
        assertThat(one.p50()).isEqualTo(one.p99()).isEqualTo(Duration.ofMillis(3));
        assertThat(LatencySummary.of(runs.subList(0, 99), 1, "cpu").p99())
                .isEqualTo(Collections.max(runs.subList(0, 99)));
    }

    @Test
    void withoutARunThereIsNoLatency() {
        assertThatThrownBy(() -> LatencySummary.of(List.of(), 1, "cpu")).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> LatencySummary.of(List.of(Duration.ZERO), 0, "cpu"))
                .hasMessageContaining("threads=0");
    }

    @Test
    void theProcessorIsNamedAsLinuxNamesIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("cpuinfo");
        Files.writeString(file, "processor\t: 0\nmodel name\t: Some  CPU @ 2.0GHz\nmodel name\t: Other\n");
        assertThat(HostProcessor.name(file)).hasValue("Some CPU @ 2.0GHz");
        Files.writeString(file, "processor\t: 0\n");
        assertThat(HostProcessor.name(file)).isEmpty();
        assertThat(HostProcessor.name(folder.resolve("none"))).isEmpty();
        assertThat(HostProcessor.name()).isNotBlank();
    }

    @Test
    void bytesAddUpToTheFile() {
        ByteAccount account = ByteAccount.ofFile(1000, 700, 100, 50);
        assertThat(account).isEqualTo(new ByteAccount(700, 100, 50, 150));
        assertThat(account.total()).isEqualTo(1000);
        assertThat(account.shareOf(4000)).isEqualTo(0.25);
        assertThatThrownBy(() -> ByteAccount.ofFile(800, 700, 100, 50)).hasMessageContaining("800 bytes");
        assertThatThrownBy(() -> account.shareOf(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteAccount(-1, 0, 0, 0)).hasMessageContaining("codes=-1");
    }
}
