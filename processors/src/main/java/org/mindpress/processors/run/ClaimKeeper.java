package org.mindpress.processors.run;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beats for one claim on a thread of its own until it is closed. Closing gives the run back even on a thread that was interrupted: this
 * process lives on, so its claim would never expire.
 */
public final class ClaimKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimKeeper.class);

    private final Claim claim;
    private final ScheduledExecutorService beats;

    public ClaimKeeper(Claim claim) {
        this.claim = claim;
        this.beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "claim-beat");
            thread.setDaemon(true);
            return thread;
        });
        long seconds = Claims.BEAT.toSeconds();
        var unused = beats.scheduleAtFixedRate(this::beat, 0, seconds, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            claim.beat();
        } catch (IOException | RuntimeException e) {
            LOG.warn("a beat did not reach the bucket, the next one may: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        beats.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!beats.awaitTermination(Claims.BEAT.toSeconds(), TimeUnit.SECONDS)) {
                beats.shutdownNow();
            }
        } catch (InterruptedException e) {
            beats.shutdownNow();
            interrupted = true;
        }
        try {
            claim.release();
        } catch (IOException e) {
            LOG.warn("the claim could not be given back; it expires by itself: {}", e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
