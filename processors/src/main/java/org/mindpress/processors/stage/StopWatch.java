package org.mindpress.processors.stage;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for the two reasons to stop: this process ends, or the run was cancelled in the bucket (looked at every 2 seconds). Thread-safe. */
final class StopWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StopWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final RunStore runs;
    private final RunReference run;
    private final StopSignal stop;
    private final Clock clock;
    private Instant nextLook;
    private boolean cancelled;

    StopWatch(RunStore runs, RunReference run, StopSignal stop, Clock clock) {
        this.runs = runs;
        this.run = run;
        this.stop = stop;
        this.clock = clock;
        this.nextLook = clock.instant();
    }

    /** Why to stop; empty while there is no reason. */
    synchronized Optional<StageStoppedException> poll() {
        if (stop.isRaised()) {
            return Optional.of(new StageStoppedException(false));
        }
        Instant now = clock.instant();
        if (!cancelled && !now.isBefore(nextLook)) {
            nextLook = now.plus(LOOK_EVERY);
            try {
                cancelled = runs.cancellation(run).isPresent();
            } catch (IOException e) {
                LOG.warn("whether {} was cancelled cannot be seen now: {}", run, e.getMessage());
            }
        }
        return cancelled ? Optional.of(new StageStoppedException(true)) : Optional.empty();
    }

    /** Waits a moment; an interrupt counts as the end of the process. */
    void pause(Duration duration) throws StageStoppedException {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageStoppedException(false);
        }
    }
}
