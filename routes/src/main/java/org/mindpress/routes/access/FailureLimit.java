package org.mindpress.routes.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts failures by key: after {@value #MOST} within a minute the key is closed until that minute is over, whatever it shows. Memory is bounded: beyond
 * {@value #MOST_KEYS} keys all further ones count as one. Thread-safe.
 */
final class FailureLimit {
    static final int MOST = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_KEYS = 1000;
    private static final String OTHERS = "others";

    private final Map<String, Window> windows = new HashMap<>();
    private final Clock clock;

    FailureLimit(Clock clock) {
        this.clock = clock;
    }

    private record Window(Instant end, int failures) {}

    /** How long the key is closed still; empty when it is open. */
    synchronized Optional<Duration> closed(String key) {
        Instant now = clock.instant();
        Window window = windows.get(known(key, now));
        return window != null && window.failures() >= MOST && now.isBefore(window.end())
                ? Optional.of(Duration.between(now, window.end()))
                : Optional.empty();
    }

    synchronized void failed(String key) {
        Instant now = clock.instant();
        windows.compute(
                known(key, now),
                (name, old) -> old == null || !now.isBefore(old.end())
                        ? new Window(now.plus(WINDOW), 1)
                        : new Window(old.end(), old.failures() + 1));
    }

    private String known(String key, Instant now) {
        if (windows.containsKey(key) || windows.size() < MOST_KEYS) {
            return key;
        }
        windows.values().removeIf(window -> !now.isBefore(window.end()));
        return windows.size() < MOST_KEYS ? key : OTHERS;
    }
}
