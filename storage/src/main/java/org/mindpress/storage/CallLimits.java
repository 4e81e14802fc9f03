package org.mindpress.storage;

import java.time.Duration;

/**
 * How long a store tries. One call that meets only transient faults ends after about {@code attempts} answers and the
 * pauses between them.
 *
 * @param smallCall longest wait for one answer that carries no large body
 * @param transfer longest wait for one upload or download
 * @param attempts how often a call is tried in all, at least 1
 * @param firstPause pause before the second try; each further pause is twice as long
 * @param longestPause upper bound of a pause
 */
public record CallLimits(
        Duration smallCall, Duration transfer, int attempts, Duration firstPause, Duration longestPause) {
    /** 30 s a small call, 15 min a transfer, 6 tries with pauses of 0.2, 0.4, 0.8, 1.6 and 3.2 s. */
    public static final CallLimits DEFAULT = new CallLimits(
            Duration.ofSeconds(30), Duration.ofMinutes(15), 6, Duration.ofMillis(200), Duration.ofSeconds(5));

    public CallLimits {
        if (smallCall.isNegative() || smallCall.isZero() || transfer.isNegative() || transfer.isZero()) {
            throw new IllegalArgumentException("call limits must be positive: " + smallCall + ", " + transfer);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1: " + attempts);
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "pauses must satisfy 0 <= first <= longest: " + firstPause + ", " + longestPause);
        }
    }

    /** Pause before try {@code attempt}, which counts from 2. */
    public Duration pauseBefore(int attempt) {
        Duration pause = firstPause;
        for (int i = 2; i < attempt && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
