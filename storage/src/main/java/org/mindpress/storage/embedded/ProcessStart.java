package org.mindpress.storage.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a process started, which together with its pid names it for good. */
final class ProcessStart {
    /** The start is computed from the boot time, which moves a little when the clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private ProcessStart() {}

    static Optional<Instant> of(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant());
    }

    static Instant ofThisProcess() {
        return ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
    }

    static boolean same(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOLERANCE) <= 0;
    }
}
