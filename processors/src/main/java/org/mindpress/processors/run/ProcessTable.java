package org.mindpress.processors.run;

import java.time.Duration;
import java.time.Instant;

/** Which processes live on this host. */
@FunctionalInterface
public interface ProcessTable {
    /** Whether the process lives that had this id and started then. */
    boolean isAlive(long pid, Instant start);

    /** The processes of this machine. A start is computed from the boot time, of which two readings may differ by a second. */
    static ProcessTable local() {
        return (pid, start) -> ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(handle -> handle.info()
                        .startInstant()
                        .map(other -> Duration.between(start, other).abs().compareTo(Duration.ofSeconds(2)) <= 0)
                        .orElse(true))
                .orElse(false);
    }
}
