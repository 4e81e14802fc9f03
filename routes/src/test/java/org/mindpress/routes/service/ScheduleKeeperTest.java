package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.schedule.HandledFires;
import org.mindpress.processors.schedule.HandledFires.Action;
import org.mindpress.processors.schedule.ScheduleStore;
import org.mindpress.routes.access.MovingClock;

/** Schedules over days of a clock that the tests move; nobody works on the runs. */
class ScheduleKeeperTest {
    private static SmallPress press;
    private static RunStore runs;

    private final MovingClock clock = new MovingClock(Instant.now().plusSeconds(60));
    private final List<RunReference> queued = new CopyOnWriteArrayList<>();
    private final Map<String, Optional<Instant>> alarms = new ConcurrentHashMap<>();
    private final List<HandledFires.Fire> skipped = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
        press.put("small", 1);
        runs = press.runs();
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    /** As after a start of the service: whatever it knows is in the bucket. */
    private ScheduleKeeper keeper() {
        return new ScheduleKeeper(
                runs,
                new RunIndex(runs, Optional.empty()),
                new Submissions(runs.bucket(), clock),
                queued::add,
                alarms::put,
                (pipeline, fire) -> skipped.add(fire),
                clock);
    }

    private static void register(String name, String set, String rules) throws IOException {
        new PipelineStore(runs.bucket())
                .register(
                        name,
                        SmallPress.pipeline(name, set) + "schedule: { cron: \"0 0 2 * * ?\", time-zone: Europe/Berlin"
                                + rules + " }\n",
                        "test",
                        Instant.now());
    }

    private static List<Action> actions(ScheduleKeeper keeper, String pipeline) throws IOException {
        return keeper.state(pipeline).orElseThrow().handled().orElseThrow().fires().stream()
                .map(HandledFires.Fire::action)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "once, '', 1",
        "none, ', misfire: skip', 0",
        "two, ', misfire: catch-up, catch-up-runs: 2', 2",
        "three, ', misfire: catch-up', 3"
    })
    void aServiceThatWasDownAtThreeTimesStartsAsManyRunsAsTheRuleSays(String name, String rules, int count)
            throws IOException {
        register(name, "small", rules);
        keeper().look(name);
        assertThat(runs.list(name)).isEmpty();
        assertThat(alarms.get(name).orElseThrow()).isAfter(clock.instant());

        clock.advance(Duration.ofDays(3));
        ScheduleKeeper again = keeper();
        again.look(name);
        again.look(name);
        keeper().look(name);

        assertThat(runs.list(name)).hasSize(count);
        assertThat(queued).hasSize(count).containsExactlyInAnyOrderElementsOf(runs.list(name));
        assertThat(actions(again, name))
                .hasSize(3)
                .filteredOn(action -> action == Action.SUBMITTED)
                .hasSize(count);
        assertThat(skipped).as("each that has no run is told once").hasSize(3 - count);
        assertThat(skipped).allMatch(fire -> fire.reason().startsWith("missed; "));
    }

    @Test
    void whatIsPausedDoesNotRunAndDoesNotMakeUpForItAfterwards() throws IOException {
        register("resting", "small", ", misfire: catch-up");
        ScheduleKeeper keeper = keeper();
        keeper.look("resting");
        keeper.turn("resting", true, "the labels are being mended", "somebody");
        clock.advance(Duration.ofDays(2));
        keeper.look("resting");
        clock.advance(Duration.ofDays(1));
        keeper.turn("resting", false, "they are", "somebody else");
        keeper.look("resting");

        assertThat(runs.list("resting")).isEmpty();
        assertThat(actions(keeper, "resting")).containsExactly(Action.SKIPPED, Action.SKIPPED, Action.SKIPPED);
        assertThat(skipped).as("who paused it knows").isEmpty();
        assertThat(keeper.state("resting")
                        .orElseThrow()
                        .lastSwitch()
                        .orElseThrow()
                        .by())
                .isEqualTo("somebody else");
        assertThat(keeper.turn("resting", false, "again", "nobody").number()).isEqualTo(2);

        clock.advance(Duration.ofDays(1));
        keeper.look("resting");
        assertThat(runs.list("resting")).hasSize(1);
    }

    @Test
    void anOpenRunIsQueuedBehindOnceOrCancelledOrRespected() throws IOException {
        register("queueing", "small", "");
        register("cancelling", "small", ", overlap: cancel-running");
        register("leaving", "small", ", overlap: skip");
        List<String> names = List.of("queueing", "cancelling", "leaving");
        for (String name : names) {
            keeper().look(name);
        }
        for (int day = 0; day < 3; day++) {
            clock.advance(
                    Duration.between(clock.instant(), alarms.get("queueing").orElseThrow()));
            for (String name : names) {
                keeper().look(name);
            }
        }

        assertThat(runs.list("queueing")).hasSize(2);
        assertThat(runs.list("leaving")).hasSize(1);
        List<RunReference> cancelling = runs.list("cancelling");
        assertThat(cancelling).hasSize(3);
        assertThat(runs.cancellation(cancelling.get(0))).isEmpty();
        assertThat(runs.cancellation(cancelling.get(1))).isPresent();
        assertThat(runs.cancellation(cancelling.get(2))).isPresent();
    }

    /** As after a crash between the submission and the note of it, or with a second service that looks at the same moment. */
    @ParameterizedTest
    @ValueSource(strings = {"queue-one", "skip", "cancel-running"})
    void theRunOfATimeIsNotInItsOwnWay(String overlap) throws IOException {
        String name = "twice-" + overlap;
        register(name, "small", ", overlap: " + overlap);
        keeper().look(name);
        ScheduleStore schedules = new ScheduleStore(runs.bucket(), clock);
        HandledFires before = schedules.handled(name).orElseThrow();
        clock.advance(Duration.ofDays(1));
        keeper().look(name);
        schedules.write(before);

        keeper().look(name);

        assertThat(runs.list(name)).singleElement().satisfies(run -> {
            assertThat(runs.cancellation(run)).isEmpty();
            assertThat(schedules.handled(name).orElseThrow().fires())
                    .extracting(HandledFires.Fire::run)
                    .containsExactly(run.run().text());
        });
    }

    @Test
    void twoWhoAnswerAtOnceStartOneRunForATime() throws Exception {
        register("raced", "small", ", misfire: catch-up");
        keeper().look("raced");
        clock.advance(Duration.ofDays(3));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> looks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ScheduleKeeper own = keeper();
                looks.add(threads.submit(() -> {
                    own.look("raced");
                    return true;
                }));
            }
            for (Future<?> look : looks) {
                look.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(runs.list("raced")).hasSize(3);
    }

    @Test
    void aTimeWhoseDataIsMissingIsRefusedAndAnswered() throws IOException {
        register("without-data", "nothing", "");
        ScheduleKeeper keeper = keeper();
        keeper.look("without-data");
        clock.advance(Duration.ofDays(1));
        keeper.look("without-data");
        keeper.look("without-data");

        HandledFires.Fire fire = keeper.state("without-data")
                .orElseThrow()
                .handled()
                .orElseThrow()
                .fires()
                .get(0);
        assertThat(fire.action()).isEqualTo(Action.REFUSED);
        assertThat(fire.reason()).contains("datasets/nothing/");
        assertThat(actions(keeper, "without-data")).hasSize(1);
    }

    @Test
    void anotherExpressionBeginsAnotherBookAndOneThatIsGoneHasNone() throws IOException {
        register("changed", "small", "");
        keeper().look("changed");
        new PipelineStore(runs.bucket())
                .register(
                        "changed",
                        SmallPress.pipeline("changed", "small") + "schedule: { cron: \"0 0 4 * * ?\" }\n",
                        "test",
                        Instant.now());
        ScheduleKeeper keeper = keeper();
        keeper.look("changed");
        assertThat(runs.list("changed")).isEmpty();
        assertThat(keeper.state("changed").orElseThrow().handled().orElseThrow().cron())
                .isEqualTo("0 0 4 * * ?");

        new PipelineStore(runs.bucket())
                .register("changed", SmallPress.pipeline("changed", "small"), "test", Instant.now());
        keeper.look("changed");
        assertThat(alarms.get("changed")).isEmpty();
        assertThat(keeper.state("changed")).isEmpty();
        assertThat(keeper.state("none")).isEmpty();
    }
}
