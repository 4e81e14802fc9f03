package org.mindpress.routes.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A change of the clock that a schedule is touched by.
 *
 * @param at when the clock is put forward or back
 * @param from what it shows at the begin of the span that is left out or shown twice
 * @param until what it shows at the end of that span
 * @param leftOut whether the span is left out, not shown twice
 * @param shown the first time of the schedule in it
 */
public record ClockChange(Instant at, LocalDateTime from, LocalDateTime until, boolean leftOut, LocalDateTime shown) {
    private static final Duration AHEAD = Duration.ofDays(366);

    /** The first change of each kind within a year. */
    static List<ClockChange> of(
            ZoneRules rules, Instant after, BiFunction<LocalDateTime, LocalDateTime, Optional<LocalDateTime>> times) {
        List<ClockChange> changes = new ArrayList<>();
        boolean forward = false;
        boolean back = false;
        Optional<ZoneOffsetTransition> change = next(rules, after);
        while (change.isPresent() && change.get().getInstant().isBefore(after.plus(AHEAD)) && !(forward && back)) {
            ZoneOffsetTransition found = change.get();
            boolean known = found.isGap() ? forward : back;
            forward |= found.isGap();
            back |= found.isOverlap();
            LocalDateTime from = found.isGap() ? found.getDateTimeBefore() : found.getDateTimeAfter();
            LocalDateTime until = found.isGap() ? found.getDateTimeAfter() : found.getDateTimeBefore();
            if (!known) {
                times.apply(from, until)
                        .ifPresent(time ->
                                changes.add(new ClockChange(found.getInstant(), from, until, found.isGap(), time)));
            }
            change = next(rules, found.getInstant());
        }
        return changes;
    }

    private static Optional<ZoneOffsetTransition> next(ZoneRules rules, Instant after) {
        return Optional.ofNullable(rules.nextTransition(after));
    }

    /** For people: what happens to the times of the schedule. */
    public String text() {
        String span = from.toLocalTime() + (leftOut ? " to " : " until ") + until.toLocalTime();
        if (leftOut) {
            long minutes = Duration.between(from, until).toMinutes();
            return "On " + shown.toLocalDate() + " the clock leaps from " + span + ": what is meant in between, as "
                    + shown.toLocalTime() + ", comes " + minutes + " minutes later.";
        }
        return "On " + shown.toLocalDate() + " the clock shows " + span + " twice: what is meant in between, as "
                + shown.toLocalTime() + ", comes the first time.";
    }
}
