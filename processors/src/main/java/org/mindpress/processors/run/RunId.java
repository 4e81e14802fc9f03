package org.mindpress.processors.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Name of a run: UTC time to the second, then 16 hex digits of its trigger key, so that ids sort by time.
 *
 * @param text such as {@code 20261125t203000z-0123456789abcdef}
 */
public record RunId(String text) implements Comparable<RunId> {
    private static final Pattern FORM = Pattern.compile("\\d{8}t\\d{6}z-[0-9a-f]{16}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public RunId {
        if (!isOne(text)) {
            throw new IllegalArgumentException("'" + text + "' is no run id such as 20261125t203000z-0123456789abcdef");
        }
    }

    /** The id of a trigger that was first seen at that time. */
    public static RunId of(Instant time, TriggerKey key) {
        return new RunId(TIME.format(time) + "-" + key.shortDigits());
    }

    /** Whether a text has the form of a run id. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(RunId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
