package org.mindpress.routes.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mindpress.monitoring.MindpressMetrics;
import org.mindpress.processors.retention.Retention;
import org.mindpress.processors.retention.RetentionPlan;
import org.mindpress.processors.run.MachineLock;
import org.mindpress.storage.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is old, as {@code mindpress gc} does: an hour after the start and once a day from then on; again after an hour when artifacts
 * waited for a run to end, when another one was at work or when the bucket could not be read. One of a machine removes at a time. Thread-safe.
 */
final class DailyRetention implements AutoCloseable {
    static final Duration DAY = Duration.ofDays(1);
    static final Duration SOON = Duration.ofHours(1);
    private static final long LOOK_MINUTES = 5;
    private static final Logger LOG = LoggerFactory.getLogger(DailyRetention.class);

    private final Retention retention;
    private final Path lock;
    private final MindpressMetrics metrics;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "retention");
        thread.setDaemon(true);
        return thread;
    });
    private Instant next;

    DailyRetention(Retention retention, Path lock, MindpressMetrics metrics, Clock clock) {
        this.retention = retention;
        this.lock = lock;
        this.metrics = metrics;
        this.clock = clock;
        this.next = clock.instant().plus(SOON);
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, LOOK_MINUTES, LOOK_MINUTES, TimeUnit.MINUTES);
    }

    /** Removes when it is time; tells when it will be time again. */
    synchronized Instant look() {
        if (!clock.instant().isBefore(next)) {
            Duration pause = SOON;
            try {
                pause = remove();
            } catch (IOException | RuntimeException e) {
                LOG.warn("nothing old is removed now, again in an hour: {}", e.getMessage());
            }
            next = clock.instant().plus(pause);
        }
        return next;
    }

    private Duration remove() throws IOException {
        Optional<MachineLock> held = MachineLock.tryAcquire(lock);
        if (held.isEmpty()) {
            LOG.info("another process removes what is old; looked at again in an hour");
            return SOON;
        }
        MachineLock mine = held.get();
        try (mine) {
            RetentionPlan gone = retention.remove();
            List<StoredObject> all = Stream.of(gone.cache(), gone.records(), gone.artifacts())
                    .flatMap(List::stream)
                    .toList();
            metrics.bytesRemoved(RetentionPlan.bytes(all));
            LOG.info(String.format(
                    Locale.ROOT,
                    "removed what is old: %,d bytes; %,d unused cache objects, %,d records and %,d artifacts and logs of old"
                            + " runs; %,d artifacts wait until no run is open",
                    RetentionPlan.bytes(all),
                    gone.cache().size(),
                    gone.records().size(),
                    gone.artifacts().size(),
                    gone.waiting().size()));
            return gone.waiting().isEmpty() ? DAY : SOON;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
