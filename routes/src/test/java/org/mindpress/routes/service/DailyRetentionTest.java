package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.monitoring.MindpressMetrics;
import org.mindpress.processors.retention.Retention;
import org.mindpress.processors.retention.RetentionSettings;
import org.mindpress.processors.run.MachineLock;

/** When a service removes what is old. */
final class DailyRetentionTest {
    @TempDir
    private static Path bucketFolder = Path.of("");

    private static ScratchBucket bucket;

    @BeforeAll
    static void open() throws IOException {
        bucket = ScratchBucket.open(bucketFolder);
    }

    @AfterAll
    static void close() throws IOException {
        bucket.close();
    }

    private static final Instant START = Instant.parse("2026-11-26T06:00:00Z");
    private static final String TEACHER = "cache/teacher/" + "cd".repeat(32) + "/000000.bin";

    @TempDir
    private Path folder = Path.of("");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MovingClock clock = new MovingClock();
    private Path lock = Path.of("");

    @BeforeEach
    void oldLogits() throws Exception {
        lock = folder.resolve("gc.lock");
        bucket.store().delete(bucket.keys());
        bucket.store().put(TEACHER, new byte[77]);
        bucket.age(TEACHER, Duration.ofDays(31));
    }

    private DailyRetention retention() {
        return new DailyRetention(
                new Retention(bucket.store(), RetentionSettings.DEFAULT), lock, new MindpressMetrics(registry), clock);
    }

    @Test
    void itBeginsAnHourAfterTheStartAndGoesOnDaily() throws Exception {
        DailyRetention retention = retention();
        assertThat(retention.look()).isEqualTo(START.plus(DailyRetention.SOON));
        assertThat(bucket.keys()).contains(TEACHER);

        clock.now = START.plus(DailyRetention.SOON);
        assertThat(retention.look()).isEqualTo(clock.now.plus(DailyRetention.DAY));
        assertThat(bucket.keys()).doesNotContain(TEACHER);
        assertThat(registry.get("mindpress.retention.removed").counter().count())
                .isEqualTo(77);
    }

    @Test
    void anotherOneAtWorkIsLeftAloneForAnHour() throws Exception {
        DailyRetention retention = retention();
        clock.now = START.plus(DailyRetention.SOON);
        try (MachineLock held = MachineLock.tryAcquire(lock).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(retention.look()).isEqualTo(clock.now.plus(DailyRetention.SOON));
            assertThat(bucket.keys()).contains(TEACHER);
        }
        clock.now = clock.now.plus(DailyRetention.SOON);
        retention.look();
        assertThat(bucket.keys()).doesNotContain(TEACHER);
    }

    @Test
    void aFaultIsTriedAgainAfterAnHour() throws Exception {
        bucket.store().put("runs/p/no-run-id/outcome.json", new byte[] {'{'});
        bucket.store().put("releases/p/candidate/1.json", new byte[] {'{'});
        DailyRetention retention = retention();
        clock.now = START.plus(DailyRetention.SOON);
        assertThat(retention.look()).isEqualTo(clock.now.plus(DailyRetention.SOON));
        assertThat(bucket.keys()).contains(TEACHER);
    }

    private static final class MovingClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
