package org.mindpress.processors.schedule;

import java.time.Instant;
import org.mindpress.processors.run.Documents;

/**
 * {@code schedules/<pipeline>/<n>.json}: somebody paused a schedule or let it go on. Written once; the highest number counts, and without one the schedule
 * goes on.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param number 1 for the first, one more for each further one
 * @param paused whether the schedule rests from now on
 * @param why for people, not blank
 * @param by who
 * @param at when
 */
public record ScheduleSwitch(
        int version, String pipeline, int number, boolean paused, String why, String by, Instant at) {
    public static final int VERSION = 1;

    public ScheduleSwitch {
        Documents.requireVersion("switch of a schedule", version, VERSION);
        if (why.isBlank()) {
            throw new IllegalArgumentException("say why the schedule of " + pipeline + " pauses or goes on");
        }
    }
}
