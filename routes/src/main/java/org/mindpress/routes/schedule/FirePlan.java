package org.mindpress.routes.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.pipeline.Overlap;
import org.mindpress.processors.pipeline.Schedule;

/**
 * What is to be done about the times of a schedule that nobody has answered yet. A function of its arguments alone.
 *
 * @param fires the times, oldest first: those that run, and the newest of those that do not
 * @param cancelsOpen whether the open runs make room first
 */
public record FirePlan(List<Fire> fires, boolean cancelsOpen) {
    /** A time that is answered later than this was missed. */
    public static final Duration ON_TIME = Duration.ofMinutes(5);

    private static final int MOST_TOLD = 10;

    public FirePlan {
        fires = List.copyOf(fires);
    }

    /**
     * One time.
     *
     * @param time of the schedule
     * @param runs whether it gets a run
     * @param reason for people
     */
    public record Fire(Instant time, boolean runs, String reason) {}

    /**
     * Decides. What was missed is judged by {@code misfire}, and what is left of it by {@code overlap}: the runs that were open before count, not those of the same plan,
     * which follow one another.
     *
     * @param handled every time up to and with this one is answered
     * @param paused why the schedule rests; empty when it does not
     * @param open runs of the pipeline that have not ended
     */
    public static FirePlan of(
            NightlySchedule times, Schedule rules, Instant handled, Instant now, Optional<String> paused, int open) {
        int most = Math.max(MOST_TOLD, rules.catchUpRuns());
        List<Instant> due = times.due(handled, now, most);
        List<Fire> fires = new ArrayList<>();
        boolean cancels = false;
        for (int i = 0; i < due.size(); i++) {
            Instant time = due.get(i);
            int newer = due.size() - 1 - i;
            Optional<String> against = paused.map(why -> "the schedule is paused: " + why)
                    .or(() -> missed(rules, time, newer, now))
                    .or(() -> overlapping(rules, open));
            cancels |= against.isEmpty() && open > 0 && rules.overlap() == Overlap.CANCEL_RUNNING;
            fires.add(new Fire(
                    time,
                    against.isEmpty(),
                    against.orElse(time.isBefore(now.minus(ON_TIME)) ? "made up for" : "on time")));
        }
        int first = Math.max(0, fires.size() - most);
        return new FirePlan(fires.subList(first, fires.size()), cancels);
    }

    private static Optional<String> missed(Schedule rules, Instant time, int newer, Instant now) {
        boolean late = time.isBefore(now.minus(ON_TIME));
        return switch (rules.misfire()) {
            case FIRE_ONCE -> newer == 0 ? Optional.empty() : Optional.of("missed; a newer time runs in its place");
            case SKIP ->
                late || newer > 0 ? Optional.of("missed; times that were missed do not run") : Optional.empty();
            case CATCH_UP ->
                newer < rules.catchUpRuns()
                        ? Optional.empty()
                        : Optional.of("missed; only the newest " + rules.catchUpRuns() + " are made up for");
        };
    }

    private static Optional<String> overlapping(Schedule rules, int open) {
        return switch (rules.overlap()) {
            case SKIP -> open > 0 ? Optional.of("a run of the pipeline is open still") : Optional.empty();
            case QUEUE_ONE -> open > 1 ? Optional.of("a run of the pipeline waits already") : Optional.empty();
            case CANCEL_RUNNING -> Optional.empty();
        };
    }
}
