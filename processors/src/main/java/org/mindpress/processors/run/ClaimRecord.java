package org.mindpress.processors.run;

import java.time.Instant;

/**
 * {@code claims/<n>.json}: who works on a run. Written once.
 *
 * @param version of this form, 1
 * @param number n; the highest counts
 * @param host name of the machine
 * @param pid process id on it
 * @param processStart start of that process, so that a reused pid is not taken for it
 * @param claimedAt time of the claim by the worker's clock
 */
public record ClaimRecord(int version, int number, String host, long pid, Instant processStart, Instant claimedAt) {
    public static final int VERSION = 1;

    public ClaimRecord {
        Documents.requireVersion("claim", version, VERSION);
    }
}
