package org.mindpress.processors.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mindpress.processors.run.MachineLock;

/** Lets one heavy stage of this machine compute at a time, whichever process it is in. Thread-safe. */
final class ComputingPermit {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Optional<Path> file;
    private final RunListener listener;

    /**
     * A permit.
     *
     * @param file whose lock it is; empty when somebody else holds it for this process
     * @param listener is told of a run that waits
     */
    ComputingPermit(Optional<Path> file, RunListener listener) {
        this.file = file;
        this.listener = listener;
    }

    /** Waits for the permit if the stage takes one; empty if it does not. */
    Optional<MachineLock> await(StageTask task) throws IOException, StageStoppedException {
        return file.isPresent() && task.name().heavy() ? Optional.of(await(file.get(), task)) : Optional.empty();
    }

    private MachineLock await(Path path, StageTask task) throws IOException, StageStoppedException {
        boolean told = false;
        while (true) {
            Optional<MachineLock> free = MachineLock.tryAcquire(path);
            if (free.isPresent()) {
                return free.get();
            }
            Optional<StageStoppedException> stop = task.stop();
            if (stop.isPresent()) {
                throw stop.get();
            }
            if (!told) {
                listener.note(task.run(), task.name(), "queued: another run of this machine computes");
                told = true;
            }
            task.watch().pause(POLL);
        }
    }
}
