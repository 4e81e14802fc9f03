package org.mindpress.routes.access;

import java.time.Instant;
import org.mindpress.processors.run.Documents;

/**
 * {@code access/revocations/<id>.json}: a token is good no more. Written once, never taken back.
 *
 * @param version of this form, 1
 * @param id of the token
 * @param revokedBy user of the command
 * @param revokedAt when
 */
public record RevocationRecord(int version, String id, String revokedBy, Instant revokedAt) {
    public static final int VERSION = 1;

    public RevocationRecord {
        Documents.requireVersion("revocation", version, VERSION);
    }
}
