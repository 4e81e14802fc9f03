package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.TriggerKind;
import org.mindpress.processors.schedule.ScheduleStore;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.access.MovingClock;
import org.mindpress.routes.schedule.NightlySchedule;

/** Whole services that stop and start again while a clock goes on that the test moves. */
class ScheduledServiceTest {
    private static final String CRON = "0 0 2 * * ?";
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    /** Rules by pipeline. */
    private static final Map<String, String> RULES = new TreeMap<>(Map.of(
            "once", "",
            "none", ", misfire: skip",
            "two", ", misfire: catch-up, catch-up-runs: 2",
            "three", ", misfire: catch-up, catch-up-runs: 100",
            "resting", ", misfire: catch-up"));

    private static Service serve(SmallPress press, Path folder, MovingClock clock) throws IOException {
        ServiceSettings settings = ServiceSettings.lasting(
                folder.resolve("home"), folder.resolve("scratch"), 0, 0, folder.resolve("queue"), SmallPress.TOKEN);
        return Service.start(press.store().settings(), settings, RunListener.NONE, clock);
    }

    private static void answered(ScheduleStore schedules, Instant now) throws Exception {
        SmallPress.until("all schedules are answered", () -> {
            for (String name : RULES.keySet()) {
                if (schedules
                        .handled(name)
                        .filter(book -> !book.through().isBefore(now))
                        .isEmpty()) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Map<String, Integer> counts(RunStore runs) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (String name : RULES.keySet()) {
            counts.put(name, scheduled(runs, name).size());
        }
        return counts;
    }

    /** New data starts runs of its own. */
    private static List<RunReference> scheduled(RunStore runs, String name) throws IOException {
        List<RunReference> scheduled = new ArrayList<>();
        for (RunReference run : runs.list(name)) {
            if (runs.request(run)
                    .filter(request -> request.trigger().kind() == TriggerKind.SCHEDULE)
                    .isPresent()) {
                scheduled.add(run);
            }
        }
        return scheduled;
    }

    private static String metrics(Service service) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.managementUrl().resolve("/observe/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void stoppedAcrossThreeTimesAServiceStartsAsManyRunsAsTheRulesSayAndNeverTwice(@TempDir Path folder)
            throws Exception {
        // Quartz looks at the real clock: what is to come must lie ahead for both
        MovingClock clock = new MovingClock(Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS));
        try (SmallPress press = SmallPress.start(folder.resolve("press"))) {
            press.put("small", 1);
            RunStore runs = press.runs();
            PipelineStore pipelines = new PipelineStore(runs.bucket());
            for (Map.Entry<String, String> rule : RULES.entrySet()) {
                pipelines.register(
                        rule.getKey(),
                        SmallPress.pipeline(rule.getKey(), "small") + "schedule: { cron: \"" + CRON + "\", time-zone: "
                                + ZONE + rule.getValue() + " }\n",
                        "the test",
                        clock.instant());
            }
            ScheduleStore schedules = new ScheduleStore(runs.bucket(), clock);
            schedules.turn("resting", true, "its data are being mended", "the test");
            try (Service first = serve(press, folder, clock)) {
                answered(schedules, Instant.EPOCH);
                first.requestStop();
            }
            Map<String, Integer> before = counts(runs);
            assertThat(before.values()).as("no time has come yet").containsOnly(0);

            List<Instant> missed = new NightlySchedule(CRON, ZONE).next(clock.instant(), 3);
            clock.advance(Duration.between(clock.instant(), missed.get(2)).plusHours(9));
            Map<String, Integer> wanted = Map.of("once", 1, "none", 0, "two", 2, "three", 3, "resting", 0);
            try (Service second = serve(press, folder, clock)) {
                answered(schedules, clock.instant());
                assertThat(counts(runs)).isEqualTo(wanted);
                SmallPress.until("the gauges are there", () -> metrics(second).contains("{pipeline=\"three\"}"));
                assertThat(metrics(second).lines().filter(line -> line.startsWith("mindpress_schedule_due")))
                        .as("what rests and what the rules left out is not missing")
                        .hasSize(3)
                        .noneMatch(line -> line.contains("resting") || line.contains("none"));
                second.requestStop();
            }

            remove(folder.resolve("queue"));
            for (RunReference run : runs.list()) {
                runs.cancel(run, new CancelRecord(CancelRecord.VERSION, "time is short", "the test", clock.instant()));
            }
            clock.advance(Duration.ofMinutes(1));
            try (Service third = serve(press, folder, clock)) {
                SmallPress.until("the scheduled runs are over", () -> {
                    for (String name : RULES.keySet()) {
                        for (RunReference run : scheduled(runs, name)) {
                            if (runs.outcome(run).isEmpty()) {
                                return false;
                            }
                        }
                    }
                    return true;
                });
                assertThat(counts(runs)).as("with the queue lost").isEqualTo(wanted);
                third.requestStop();
            }
            assertThat(schedules.handled("two").orElseThrow().fires())
                    .extracting(fire -> fire.time().toString() + " "
                            + Optional.of(fire.run())
                                    .filter(String::isEmpty)
                                    .map(none -> "no run")
                                    .orElse("run"))
                    .containsExactly(missed.get(2) + " run", missed.get(1) + " run", missed.get(0) + " no run");
        }
    }
}
