package org.mindpress.processors.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.processors.run.Documents;

/**
 * {@code schedules/<pipeline>/handled.json}: up to when a schedule has been answered. Rewritten by whoever answers; that no time starts two runs does not rest on it
 * but on the trigger of the run.
 *
 * @param version of this form, 1
 * @param pipeline name
 * @param cron expression that was answered; with another one the book begins anew
 * @param timeZone of the expression
 * @param through every time up to and with this one is answered
 * @param fires the newest answers, newest first
 */
public record HandledFires(
        int version, String pipeline, String cron, String timeZone, Instant through, List<Fire> fires) {
    public static final int VERSION = 1;
    private static final int MOST = 50;

    public HandledFires {
        Documents.requireVersion("handled.json", version, VERSION);
        fires = List.copyOf(fires);
    }

    /** What became of a time. */
    public enum Action {
        SUBMITTED,
        SKIPPED,
        REFUSED
    }

    /**
     * One answer.
     *
     * @param time of the schedule
     * @param action what became of it
     * @param run id of its run; empty when there is none
     * @param reason for people
     * @param decidedAt when it was answered
     */
    public record Fire(Instant time, Action action, String run, String reason, Instant decidedAt) {}

    /** The same, further on; the newest {@value #MOST} answers are kept. */
    public HandledFires with(Instant until, List<Fire> oldestFirst) {
        List<Fire> all = new ArrayList<>();
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            all.add(oldestFirst.get(i));
        }
        all.addAll(fires);
        return new HandledFires(version, pipeline, cron, timeZone, until, all.subList(0, Math.min(MOST, all.size())));
    }
}
