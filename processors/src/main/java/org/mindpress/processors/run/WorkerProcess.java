package org.mindpress.processors.run;

import java.time.Instant;

/**
 * A process that can work on runs.
 *
 * @param host name of the machine
 * @param pid process id on it
 * @param start start of the process
 */
public record WorkerProcess(String host, long pid, Instant start) {
    /** This process. */
    public static WorkerProcess current(String host) {
        ProcessHandle self = ProcessHandle.current();
        return new WorkerProcess(host, self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }
}
