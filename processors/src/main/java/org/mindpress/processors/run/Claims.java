package org.mindpress.processors.run;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;

/**
 * Who works on which run. A claim saves work and decides nothing: should two workers meet on one run, the first manifest wins. Thread-safe.
 *
 * <p>The claim of a dead process on this host, or one that was given back, is taken over at once; any other when its beat is older than
 * {@link #EXPIRY} by the server's clock.
 */
public final class Claims {
    /** How often a worker beats. */
    public static final Duration BEAT = Duration.ofSeconds(15);
    /** Age of a beat after which the worker counts as gone. */
    public static final Duration EXPIRY = Duration.ofSeconds(60);

    private final ArtifactStore store;
    private final WorkerProcess self;
    private final ProcessTable processes;
    private final Clock clock;

    public Claims(ArtifactStore store, WorkerProcess self, ProcessTable processes, Clock clock) {
        this.store = store;
        this.self = self;
        this.processes = processes;
        this.clock = clock;
    }

    /**
     * What became of an attempt to claim.
     *
     * @param claim when the run is ours
     * @param holder who has it otherwise, for people; empty when it is ours
     */
    public record Answer(Optional<Claim> claim, String holder) {}

    /** Claims a run when nobody living works on it. */
    public Answer claim(RunReference run) throws IOException {
        List<Integer> numbers = Numbered.of(store.list(run.claimsPrefix()), run.claimsPrefix());
        int highest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
        if (highest > 0) {
            Optional<String> holder = livingHolder(run, highest);
            if (holder.isPresent()) {
                return new Answer(Optional.empty(), holder.get());
            }
        }
        int number = highest + 1;
        ClaimRecord record = new ClaimRecord(
                ClaimRecord.VERSION,
                number,
                self.host(),
                self.pid(),
                self.start(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (store.create(claimKey(run, number), Documents.write(record))) {
            return new Answer(Optional.of(new Claim(store, beatKey(run, number), claimKey(run, number + 1))), "");
        }
        return new Answer(
                Optional.empty(), livingHolder(run, number).orElse("a worker that claimed it at the same moment"));
    }

    private Optional<String> livingHolder(RunReference run, int number) throws IOException {
        String key = claimKey(run, number);
        ClaimRecord record = Documents.read(key, store.read(key), ClaimRecord.class);
        Optional<byte[]> beat = store.find(beatKey(run, number));
        if (beat.isPresent()
                && Documents.read(beatKey(run, number), beat.get(), ClaimBeat.class)
                        .released()) {
            return Optional.empty();
        }
        String holder = "process " + record.pid() + " on " + record.host();
        if (record.host().equals(self.host())) {
            return processes.isAlive(record.pid(), record.processStart()) ? Optional.of(holder) : Optional.empty();
        }
        Optional<StoredObject> sign = store.stat(beat.isPresent() ? beatKey(run, number) : key);
        Instant seen = sign.map(StoredObject::lastModified).orElse(Instant.EPOCH);
        boolean expired = Duration.between(seen, store.serverTime()).compareTo(EXPIRY) > 0;
        return expired ? Optional.empty() : Optional.of(holder);
    }

    private static String claimKey(RunReference run, int number) {
        return run.claimsPrefix() + number + ".json";
    }

    private static String beatKey(RunReference run, int number) {
        return run.claimsPrefix() + number + "-beat.json";
    }
}
