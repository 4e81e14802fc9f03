package org.mindpress.processors.retention;

import java.time.Duration;

/**
 * How long things are kept.
 *
 * @param cacheUnused a cache entry that no stage used for so long is removed
 * @param runAge a run that ended so long ago may lose its artifacts; not shorter than {@code cacheUnused}, as manifests tell when an entry was used
 * @param runsKept the newest ended runs of each pipeline keep theirs however old they are
 */
public record RetentionSettings(Duration cacheUnused, Duration runAge, int runsKept) {
    /** 30 days for the cache; 90 days and 30 runs a pipeline for artifacts. */
    public static final RetentionSettings DEFAULT = new RetentionSettings(Duration.ofDays(30), Duration.ofDays(90), 30);

    public RetentionSettings {
        if (cacheUnused.isNegative() || cacheUnused.isZero() || runAge.compareTo(cacheUnused) < 0 || runsKept < 1) {
            throw new IllegalArgumentException("retention: the cache is kept " + cacheUnused.toDays()
                    + " days, runs " + runAge.toDays() + " days and " + runsKept
                    + " of a pipeline; expected at least 1 day, not fewer days than the cache, and at least 1 run");
        }
    }
}
