package org.mindpress.routes.webhook;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.processors.run.Documents;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of every release to staging and production once, whoever made it: this service, another one, or a command on the bucket. What was told stands in the bucket, written after the
 * message, so a process that dies in between tells again with the same id. What is older than {@link #NEWS} when somebody first looks is no news. Thread-safe.
 */
public final class ReleaseNews {
    static final Duration NEWS = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseNews.class);
    private static final String RELEASES = "releases/";
    private static final String TOLD = "webhooks/told/";
    private static final Pattern PLACE = Pattern.compile("([^/]+)/(staging|production)/([1-9]\\d{0,8})\\.json");

    private final Webhooks webhooks;
    private final ArtifactStore bucket;
    private final ReleaseStore releases;
    private final Clock clock;
    private final Set<String> told = new HashSet<>();
    private boolean remembers;

    public ReleaseNews(Webhooks webhooks, ArtifactStore bucket, Clock clock) {
        this.webhooks = webhooks;
        this.bucket = bucket;
        this.releases = new ReleaseStore(bucket);
        this.clock = clock;
    }

    /** Tells of a release that this service made. What does not come to the bucket now is told at the next look. */
    public void made(ReleaseRecord record) {
        try {
            if (record.channel() == Channel.CANDIDATE) {
                webhooks.released(record);
            } else {
                tell(record);
            }
        } catch (IOException e) {
            LOG.warn("release {} is not told yet: {}", record.title(), e.getMessage());
        }
    }

    /** Tells of the releases that nobody has told of. One listing of the bucket. */
    public synchronized void look() throws IOException {
        if (!webhooks.tellsOf(WebhookEvent.RELEASED)) {
            return;
        }
        if (!remembers) {
            bucket.list(TOLD).forEach(object -> told.add(object.key().substring(TOLD.length())));
            remembers = true;
        }
        Instant oldest = clock.instant().minus(NEWS);
        List<String> unread = new ArrayList<>();
        for (StoredObject object : bucket.list(RELEASES)) {
            String place = object.key().substring(RELEASES.length());
            Matcher form = PLACE.matcher(place);
            if (!told.contains(place) && !object.lastModified().isBefore(oldest) && form.matches()) {
                try {
                    tell(read(form));
                } catch (IOException e) {
                    unread.add(String.valueOf(e.getMessage()));
                }
            }
        }
        if (!unread.isEmpty()) {
            throw new IOException("releases that are not told yet: " + String.join("; ", unread));
        }
    }

    private ReleaseRecord read(Matcher place) throws IOException {
        return releases.read(place.group(1), Channel.of(place.group(2)).orElseThrow(), Integer.parseInt(place.group(3)))
                .orElseThrow(() -> new IOException("release " + place.group() + " came and went"));
    }

    private synchronized void tell(ReleaseRecord record) throws IOException {
        if (!webhooks.tellsOf(WebhookEvent.RELEASED)) {
            return;
        }
        String place = record.pipeline() + "/" + record.channel().spelling() + "/" + record.number() + ".json";
        if (!told.contains(place) && bucket.find(TOLD + place).isEmpty()) {
            webhooks.released(record);
            bucket.create(
                    TOLD + place,
                    Documents.write(new ToldRelease(
                            ToldRelease.VERSION,
                            record.pipeline(),
                            record.channel(),
                            record.number(),
                            clock.instant().truncatedTo(ChronoUnit.MILLIS))));
        }
        told.add(place);
    }
}
