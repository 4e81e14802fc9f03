package org.mindpress.routes.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.processors.pipeline.Misfire;
import org.mindpress.processors.pipeline.Overlap;
import org.mindpress.processors.pipeline.Schedule;

class FirePlanTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String CRON = "0 0 2 * * ?";
    private static final NightlySchedule TIMES = new NightlySchedule(CRON, ZONE);
    private static final Instant ANSWERED = Instant.parse("2026-11-20T01:00:00Z");
    /** Three times later, in the middle of a day. */
    private static final Instant NOON = Instant.parse("2026-11-23T11:00:00Z");

    private static Schedule rules(Misfire misfire, int catchUp, Overlap overlap) {
        return new Schedule(CRON, ZONE, misfire, catchUp, overlap);
    }

    private static FirePlan plan(Schedule rules, Instant now, int open) {
        return FirePlan.of(TIMES, rules, ANSWERED, now, Optional.empty(), open);
    }

    private static List<Instant> running(FirePlan plan) {
        return plan.fires().stream()
                .filter(FirePlan.Fire::runs)
                .map(FirePlan.Fire::time)
                .toList();
    }

    @ParameterizedTest(name = "{0} {1}: {2} runs")
    @CsvSource({
        "FIRE_ONCE, 3, 1",
        "SKIP, 3, 0",
        "CATCH_UP, 1, 1",
        "CATCH_UP, 2, 2",
        "CATCH_UP, 3, 3",
        "CATCH_UP, 100, 3"
    })
    void ofThreeMissedTimesAsManyRunAsTheRuleSaysAndTheNewest(Misfire misfire, int catchUp, int count) {
        for (Overlap overlap : Overlap.values()) {
            FirePlan plan = plan(rules(misfire, catchUp, overlap), NOON, 0);

            assertThat(plan.fires()).hasSize(3);
            assertThat(running(plan))
                    .isEqualTo(TIMES.due(ANSWERED, NOON, count == 0 ? 1 : count).stream()
                            .filter(time -> count > 0)
                            .toList());
            assertThat(plan.cancelsOpen()).isFalse();
            assertThat(plan.fires())
                    .allSatisfy(fire -> assertThat(fire.reason()).isNotBlank());
        }
    }

    @ParameterizedTest
    @EnumSource(Misfire.class)
    void aTimeThatIsAnsweredInTimeRunsUnderEveryRule(Misfire misfire) {
        Instant time = Instant.parse("2026-11-21T01:00:00Z");
        for (Duration late : List.of(Duration.ZERO, Duration.ofSeconds(40), FirePlan.ON_TIME)) {
            assertThat(running(plan(rules(misfire, 3, Overlap.QUEUE_ONE), time.plus(late), 0)))
                    .containsExactly(time);
        }
        assertThat(plan(rules(misfire, 3, Overlap.QUEUE_ONE), time.minusNanos(1), 0)
                        .fires())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} with {1} open: {2}, cancels {3}")
    @CsvSource({
        "SKIP, 0, true, false",
        "SKIP, 1, false, false",
        "QUEUE_ONE, 1, true, false",
        "QUEUE_ONE, 2, false, false",
        "CANCEL_RUNNING, 0, true, false",
        "CANCEL_RUNNING, 1, true, true",
        "CANCEL_RUNNING, 5, true, true"
    })
    void openRunsAreRespectedQueuedBehindOrCancelled(Overlap overlap, int open, boolean runs, boolean cancels) {
        FirePlan plan = plan(rules(Misfire.FIRE_ONCE, 3, overlap), Instant.parse("2026-11-21T01:00:05Z"), open);

        assertThat(plan.fires())
                .singleElement()
                .satisfies(fire -> assertThat(fire.runs()).isEqualTo(runs));
        assertThat(plan.cancelsOpen()).isEqualTo(cancels);
    }

    @Test
    void nothingRunsAndNothingIsCancelledWhileTheScheduleRests() {
        FirePlan plan = FirePlan.of(
                TIMES,
                rules(Misfire.CATCH_UP, 3, Overlap.CANCEL_RUNNING),
                ANSWERED,
                NOON,
                Optional.of("the data are being cleaned"),
                2);

        assertThat(running(plan)).isEmpty();
        assertThat(plan.cancelsOpen()).isFalse();
        assertThat(plan.fires()).allSatisfy(fire -> assertThat(fire.reason()).contains("the data are being cleaned"));
    }

    /** What was answered once is not due again, however often one asks. */
    @Test
    void answeringIsIdempotent() {
        Schedule rules = rules(Misfire.CATCH_UP, 3, Overlap.QUEUE_ONE);
        assertThat(plan(rules, NOON, 0).fires()).isNotEmpty();
        assertThat(FirePlan.of(TIMES, rules, NOON, NOON, Optional.empty(), 0).fires())
                .isEmpty();
        assertThat(FirePlan.of(TIMES, rules, NOON.plusSeconds(60), NOON, Optional.empty(), 0)
                        .fires())
                .isEmpty();
    }

    @Test
    void aLongRestOfAScheduleOfSecondsIsToldInAFewTimes() {
        Schedule rules = new Schedule("* * * * * ?", ZONE, Misfire.CATCH_UP, 3, Overlap.QUEUE_ONE);
        FirePlan plan = FirePlan.of(
                new NightlySchedule(rules.cron(), ZONE),
                rules,
                Instant.parse("2020-01-01T00:00:00Z"),
                NOON,
                Optional.empty(),
                0);

        assertThat(plan.fires()).hasSize(10);
        assertThat(running(plan)).containsExactly(NOON.minusSeconds(2), NOON.minusSeconds(1), NOON);
    }
}
