package org.mindpress.routes.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a pipeline runs by itself.
 *
 * @param cron a Quartz expression: seconds, minutes, hours, day of month, month, day of week
 * @param zone in which the hours are meant
 */
public record NightlySchedule(String cron, ZoneId zone) {
    /** Each look back is longer than the one before, so that a schedule of seconds is not followed through a year. */
    private static final List<Duration> LOOKS_BACK = List.of(
            Duration.ofMinutes(2), Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(32), Duration.ofDays(367));

    public NightlySchedule {
        parse(cron, zone);
    }

    /** The newest time, at most a year ago and not after {@code now}, at which a run is wanted. */
    public Optional<Instant> newestDue(Instant now) {
        CronExpression expression = parse(cron, zone);
        return LOOKS_BACK.stream()
                .map(back -> lastFrom(expression, now.minus(back), now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Instant> lastFrom(CronExpression expression, Instant begin, Instant now) {
        Optional<Instant> last = Optional.empty();
        Date next = expression.getNextValidTimeAfter(Date.from(begin));
        while (next != null && !next.toInstant().isAfter(now)) {
            last = Optional.of(next.toInstant());
            next = expression.getNextValidTimeAfter(next);
        }
        return last;
    }

    private static CronExpression parse(String cron, ZoneId zone) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return expression;
        } catch (ParseException fault) {
            throw new IllegalArgumentException(
                    "schedule '" + cron + "' is not a Quartz cron expression: " + fault.getMessage(), fault);
        }
    }
}
