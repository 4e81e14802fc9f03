package org.mindpress.processors.run;

import java.time.Instant;

/**
 * {@code cancel.json}: somebody wants a run to stop. Written once.
 *
 * @param version of this form, 1
 * @param reason for people
 * @param requestedBy who
 * @param requestedAt when
 */
public record CancelRecord(int version, String reason, String requestedBy, Instant requestedAt) {
    public static final int VERSION = 1;

    public CancelRecord {
        Documents.requireVersion("cancel.json", version, VERSION);
    }
}
