package org.mindpress.processors.run;

import java.time.Instant;

/** Which processes live on this host. */
@FunctionalInterface
public interface ProcessTable {
    /** Whether the process lives that had this id and started then. */
    boolean isAlive(long pid, Instant start);

    /** The processes of this machine. */
    static ProcessTable local() {
        return (pid, start) -> ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(handle -> handle.info().startInstant().map(start::equals).orElse(true))
                .orElse(false);
    }
}
