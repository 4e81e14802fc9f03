package org.mindpress.processors.schedule;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.run.Documents;
import org.mindpress.processors.run.Numbered;
import org.mindpress.storage.ArtifactStore;

/** The documents of schedules below {@code schedules/<pipeline>/}. Thread-safe. */
public final class ScheduleStore {
    private static final int MOST_TRIES = 100;

    private final ArtifactStore bucket;
    private final Clock clock;

    public ScheduleStore(ArtifactStore bucket, Clock clock) {
        this.bucket = bucket;
        this.clock = clock;
    }

    /** The switch that counts; empty for a schedule that nobody ever paused. */
    public Optional<ScheduleSwitch> current(String pipeline) throws IOException {
        List<Integer> numbers = numbers(pipeline);
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        String key = key(pipeline, numbers.get(numbers.size() - 1));
        return Optional.of(Documents.read(key, bucket.read(key), ScheduleSwitch.class));
    }

    /**
     * Pauses a schedule or lets it go on.
     *
     * @return the new record, or the present one when it says so already
     */
    public ScheduleSwitch turn(String pipeline, boolean paused, String why, String by) throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Optional<ScheduleSwitch> present = current(pipeline);
            if (present.map(ScheduleSwitch::paused).orElse(false) == paused && present.isPresent()) {
                return present.get();
            }
            int number = present.map(ScheduleSwitch::number).orElse(0) + 1;
            ScheduleSwitch next = new ScheduleSwitch(
                    ScheduleSwitch.VERSION,
                    pipeline,
                    number,
                    paused,
                    why,
                    by,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
            if (bucket.create(key(pipeline, number), Documents.write(next))) {
                return next;
            }
        }
        throw new IOException("schedule " + pipeline + ": no free number for its switch");
    }

    /** What has been answered; empty for a schedule that is new. */
    public Optional<HandledFires> handled(String pipeline) throws IOException {
        String key = handledKey(pipeline);
        Optional<byte[]> bytes = bucket.find(key);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(Documents.read(key, bytes.get(), HandledFires.class));
    }

    public void write(HandledFires handled) throws IOException {
        bucket.put(handledKey(handled.pipeline()), Documents.write(handled));
    }

    private List<Integer> numbers(String pipeline) throws IOException {
        return Numbered.of(bucket.list(prefix(pipeline)), prefix(pipeline));
    }

    private static String key(String pipeline, int number) {
        return prefix(pipeline) + number + ".json";
    }

    private static String handledKey(String pipeline) {
        return prefix(pipeline) + "handled.json";
    }

    private static String prefix(String pipeline) {
        if (pipeline.isEmpty() || pipeline.contains("/")) {
            throw new IllegalArgumentException("'" + pipeline + "' is no name of a pipeline");
        }
        return "schedules/" + pipeline + "/";
    }
}
