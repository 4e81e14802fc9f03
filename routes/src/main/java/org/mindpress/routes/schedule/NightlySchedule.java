package org.mindpress.routes.schedule;

import java.text.ParseException;
import java.time.ZoneId;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a pipeline runs by itself.
 *
 * @param cron a Quartz expression: seconds, minutes, hours, day of month, month, day of week
 * @param zone in which the hours are meant
 */
public record NightlySchedule(String cron, ZoneId zone) {

    public NightlySchedule {
        try {
            new CronExpression(cron).setTimeZone(TimeZone.getTimeZone(zone));
        } catch (ParseException fault) {
            throw new IllegalArgumentException(
                    "schedule '" + cron + "' is not a Quartz cron expression: " + fault.getMessage(), fault);
        }
    }
}
