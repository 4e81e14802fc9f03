package org.mindpress.routes.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.mindpress.routes.http.Caller;

/**
 * Those who have signed in on the page, in memory only: a service that starts again asks anew. A session ends when nobody has used it for
 * {@link #IDLE}; there are at most {@value #MOST}, and a further one takes the place of the one that was unused the longest. Thread-safe.
 */
public final class Sessions {
    static final Duration IDLE = Duration.ofHours(12);
    static final int MOST = 1000;
    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Clock clock;

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /**
     * Somebody on the page. No text form shows the secrets.
     *
     * @param id secret that its cookie holds
     * @param csrf secret that the page shows where it changes something
     * @param caller who it is
     * @param usedAt last request
     */
    record Session(String id, String csrf, Caller caller, Instant usedAt) {
        @Override
        public String toString() {
            return "Session[caller=" + caller + ", usedAt=" + usedAt + ", secrets hidden]";
        }
    }

    synchronized Session begin(Caller caller) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> isOver(session, now));
        if (sessions.size() >= MOST) {
            sessions.values().stream()
                    .min(Comparator.comparing(Session::usedAt))
                    .map(Session::id)
                    .ifPresent(sessions::remove);
        }
        Session session = new Session(secret(), secret(), caller, now);
        sessions.put(session.id(), session);
        return session;
    }

    /** The session that a cookie names, used now; empty when it is over or never was. */
    synchronized Optional<Session> use(String id) {
        Instant now = clock.instant();
        return Optional.ofNullable(sessions.computeIfPresent(
                id,
                (key, session) ->
                        isOver(session, now) ? null : new Session(id, session.csrf(), session.caller(), now)));
    }

    synchronized void end(String id) {
        sessions.remove(id);
    }

    private static boolean isOver(Session session, Instant now) {
        return !now.isBefore(session.usedAt().plus(IDLE));
    }

    private String secret() {
        byte[] drawn = new byte[SECRET_BYTES];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
