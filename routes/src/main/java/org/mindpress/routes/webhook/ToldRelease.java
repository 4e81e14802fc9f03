package org.mindpress.routes.webhook;

import java.time.Instant;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.run.Documents;

/**
 * {@code webhooks/told/<pipeline>/<channel>/<n>.json}: the webhooks were told of this release.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param channel of the release
 * @param number of the release
 * @param at when they were told
 */
record ToldRelease(int version, String pipeline, Channel channel, int number, Instant at) {
    static final int VERSION = 1;

    ToldRelease {
        Documents.requireVersion("told release", version, VERSION);
    }
}
