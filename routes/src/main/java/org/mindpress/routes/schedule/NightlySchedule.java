package org.mindpress.routes.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a pipeline runs by itself. The expression speaks of the clock on the wall: a time that the clock leaps over, when summer begins, is meant as much later as the
 * clock leaps, and a time that the clock shows twice is meant the first time. So a night has its run, and one run, whatever the clock does. (Quartz alone leaves the
 * first of these nights out.)
 *
 * @param cron a Quartz expression: seconds, minutes, hours, day of month, month, day of week
 * @param zone in which the hours are meant
 */
public record NightlySchedule(String cron, ZoneId zone) {
    /** No clock was ever put further. */
    private static final Duration LONGEST_LEAP = Duration.ofHours(25);
    /** Each look back is longer than the one before, so that a schedule of seconds is not followed through a year. */
    private static final List<Duration> LOOKS_BACK = List.of(
            Duration.ofMinutes(2), Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(32), Duration.ofDays(367));

    public NightlySchedule {
        parse(cron);
    }

    /** The first time after a moment; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        return next(parse(cron), after);
    }

    /** The first so many times after a moment. */
    public List<Instant> next(Instant after, int count) {
        CronExpression expression = parse(cron);
        List<Instant> times = new ArrayList<>();
        Optional<Instant> time = next(expression, after);
        while (time.isPresent() && times.size() < count) {
            times.add(time.get());
            time = next(expression, time.get());
        }
        return times;
    }

    /** The newest so many of the times after one moment and not after another, at most a year back; oldest first. */
    public List<Instant> due(Instant after, Instant until, int most) {
        CronExpression expression = parse(cron);
        List<Instant> newest = List.of();
        for (Duration back : LOOKS_BACK) {
            Instant begin = until.minus(back).isAfter(after) ? until.minus(back) : after;
            newest = between(expression, begin, until, most);
            if (newest.size() >= most || !begin.isAfter(after)) {
                return newest;
            }
        }
        return newest;
    }

    /** What this schedule makes of the next time that the clock is put forward, and of the next time that it is put back; only what it is touched by. */
    public List<ClockChange> clockChanges(Instant after) {
        return ClockChange.of(zone.getRules(), after, this::shown);
    }

    /** The first time that the wall's clock would show from one moment on and before another, without a look at what that clock does. */
    private Optional<LocalDateTime> shown(LocalDateTime from, LocalDateTime until) {
        Date before = Date.from(from.toInstant(ZoneOffset.UTC).minusSeconds(1));
        return Optional.ofNullable(parse(cron).getNextValidTimeAfter(before))
                .map(time -> LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC))
                .filter(time -> time.isBefore(until));
    }

    private List<Instant> between(CronExpression expression, Instant after, Instant until, int most) {
        Deque<Instant> newest = new ArrayDeque<>();
        Optional<Instant> time = next(expression, after);
        while (time.isPresent() && !time.get().isAfter(until)) {
            newest.addLast(time.get());
            if (newest.size() > most) {
                newest.removeFirst();
            }
            time = next(expression, time.get());
        }
        return List.copyOf(newest);
    }

    /** Follows the wall's clock from before the nearest change of it, as a time of before may be meant later. */
    private Optional<Instant> next(CronExpression expression, Instant after) {
        Instant from = after.minus(leapNear(after));
        LocalDateTime wall = LocalDateTime.ofInstant(from, zone);
        Date time = expression.getNextValidTimeAfter(Date.from(wall.toInstant(ZoneOffset.UTC)));
        while (time != null) {
            LocalDateTime shown = LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
            Instant meant = ZonedDateTime.of(shown, zone).toInstant();
            if (meant.isAfter(after)) {
                return Optional.of(meant);
            }
            time = expression.getNextValidTimeAfter(time);
        }
        return Optional.empty();
    }

    private Duration leapNear(Instant moment) {
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset()) {
            return Duration.ZERO;
        }
        return Optional.ofNullable(rules.nextTransition(moment.minus(LONGEST_LEAP)))
                .filter(change -> change.getInstant().isBefore(moment.plus(LONGEST_LEAP)))
                .map(change -> change.getDuration().abs())
                .orElse(Duration.ZERO);
    }

    private static CronExpression parse(String cron) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
            return expression;
        } catch (ParseException fault) {
            throw new IllegalArgumentException(
                    "schedule '" + cron + "' is not a Quartz cron expression: " + fault.getMessage(), fault);
        }
    }
}
