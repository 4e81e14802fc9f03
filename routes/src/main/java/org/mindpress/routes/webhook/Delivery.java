package org.mindpress.routes.webhook;

import java.time.Instant;
import org.mindpress.processors.run.Documents;

/**
 * {@code webhooks/outbox/<id>.json} and {@code webhooks/dead/<id>.json}: a message that is not delivered yet, or that nobody took.
 *
 * @param version of this form, 1
 * @param id the same for the same event and receiver, 32 hex digits
 * @param target name of the receiver
 * @param event what is told
 * @param body JSON that is posted
 * @param attempts how often it was tried
 * @param nextAt when it is tried next
 * @param lastFault why the last try failed; empty before the first
 * @param createdAt when it was told
 */
record Delivery(
        int version,
        String id,
        String target,
        String event,
        String body,
        int attempts,
        Instant nextAt,
        String lastFault,
        Instant createdAt) {
    static final int VERSION = 1;

    Delivery {
        Documents.requireVersion("delivery of a webhook", version, VERSION);
    }

    Delivery failed(String fault, Instant next) {
        return new Delivery(version, id, target, event, body, attempts + 1, next, fault, createdAt);
    }

    Delivery again(Instant now) {
        return new Delivery(version, id, target, event, body, 0, now, lastFault, createdAt);
    }
}
