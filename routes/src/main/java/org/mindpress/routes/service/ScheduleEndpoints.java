package org.mindpress.routes.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunSubmission.Submitted;
import org.mindpress.processors.run.StageException;
import org.mindpress.processors.schedule.HandledFires;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Problem;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.schedule.NightlySchedule;

/** Schedules over HTTP: look, pause, resume, make up for days. Thread-safe. */
final class ScheduleEndpoints implements EndpointSource {
    /** Runs that one request may start. */
    static final int MOST_BACKFILLED = 100;

    private static final String PIPELINE = "pipeline";
    private static final String PIPELINE_MEANS = "name of a pipeline with a schedule";
    private static final int NEXT = 5;

    private final ScheduleKeeper schedules;
    private final Clock clock;

    ScheduleEndpoints(ScheduleKeeper schedules, Clock clock) {
        this.schedules = schedules;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/schedules", "listSchedules")
                        .role(Role.VIEWER)
                        .summary(
                                "the schedules of all pipelines, with their next times and what became of the last ones")
                        .answers(ApiAnswer.OK, "the schedules", Content.json("ScheduleList"))
                        .by(this::list),
                Endpoint.get("/api/schedules/{pipeline}", "getSchedule")
                        .role(Role.VIEWER)
                        .summary("one schedule")
                        .path(PIPELINE, PIPELINE_MEANS)
                        .answers(ApiAnswer.OK, "the schedule", Content.json("Schedule"))
                        .by(request -> ApiAnswer.json(ApiAnswer.OK, view(find(request)))),
                turn("pause", "pauseSchedule", true, "lets a schedule rest: its times do not run until it is resumed"),
                turn("resume", "resumeSchedule", false, "lets a schedule go on; the times in between do not run"),
                Endpoint.post("/api/schedules/{pipeline}/backfill", "backfillSchedule")
                        .role(Role.OPERATOR)
                        .summary("starts a run for each time of the schedule in a span, at most " + MOST_BACKFILLED
                                + "; a time that has run keeps its run")
                        .path(PIPELINE, PIPELINE_MEANS)
                        .takes(Content.json("Backfill"))
                        .answers(ApiAnswer.ACCEPTED, "the runs, oldest time first", Content.json("BackfilledRuns"))
                        .by(this::backfill),
                Endpoint.get("/api/fire-times", "previewSchedule")
                        .role(Role.VIEWER)
                        .summary(
                                "the next times of an expression that is no schedule yet, and what changes of the clock do to it")
                        .query("cron", "Quartz cron expression")
                        .query("time-zone", "of the expression; UTC when not given")
                        .answers(ApiAnswer.OK, "the times", Content.json("FireTimes"))
                        .by(this::preview));
    }

    private Endpoint turn(String verb, String operation, boolean paused, String summary) {
        return Endpoint.post("/api/schedules/{pipeline}/" + verb, operation)
                .role(Role.OPERATOR)
                .summary(summary)
                .path(PIPELINE, PIPELINE_MEANS)
                .takes(Content.json("Reason"))
                .answers(ApiAnswer.OK, "the schedule", Content.json("Schedule"))
                .by(request -> {
                    ScheduleKeeper.State state = find(request);
                    JsonNode body = request.json();
                    if (!body.isObject()
                            || body.size() != 1
                            || !body.path("why").isTextual()
                            || body.path("why").asText().isBlank()) {
                        throw new ApiFault(ApiAnswer.BAD_REQUEST, "the body must be {\"why\": \"<the reason>\"}");
                    }
                    schedules.turn(
                            state.pipeline(),
                            paused,
                            body.path("why").asText().strip(),
                            request.caller().name());
                    return ApiAnswer.json(ApiAnswer.OK, view(find(request)));
                });
    }

    private ApiAnswer list(ApiRequest request) throws IOException {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("schedules");
        for (ScheduleKeeper.State state : schedules.states()) {
            array.add(view(state));
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }

    private ScheduleKeeper.State find(ApiRequest request) throws IOException, ApiFault {
        String pipeline = ReleaseEndpoints.pipeline(request);
        return schedules
                .state(pipeline)
                .orElseThrow(() ->
                        new ApiFault(ApiAnswer.NOT_FOUND, "there is no pipeline '" + pipeline + "' with a schedule"));
    }

    private ObjectNode view(ScheduleKeeper.State state) {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("pipeline", state.pipeline())
                .put("cron", state.rules().cron())
                .put("timeZone", state.rules().timeZone().getId())
                .put("misfire", state.rules().misfire().spelling())
                .put("catchUpRuns", state.rules().catchUpRuns())
                .put("overlap", state.rules().overlap().spelling())
                .put("paused", state.paused().isPresent());
        state.lastSwitch()
                .ifPresent(last -> view.putObject("lastSwitch")
                        .put("why", last.why())
                        .put("by", last.by())
                        .put("at", last.at().toString()));
        ArrayNode next = view.putArray("next");
        state.times().next(clock.instant(), NEXT).forEach(time -> next.add(time.toString()));
        ArrayNode fires = view.putArray("fires");
        for (HandledFires.Fire fire : state.handled().map(HandledFires::fires).orElse(List.of())) {
            ObjectNode line = fires.addObject()
                    .put("time", fire.time().toString())
                    .put("action", fire.action().name())
                    .put("reason", fire.reason())
                    .put("decidedAt", fire.decidedAt().toString());
            if (!fire.run().isEmpty()) {
                line.put("run", fire.run());
            }
        }
        return view;
    }

    private ApiAnswer backfill(ApiRequest request) throws IOException, ApiFault {
        ScheduleKeeper.State state = find(request);
        JsonNode body = request.json();
        if (!body.isObject() || body.size() != 2 || !body.has("from") || !body.has("to")) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "the body must be {\"from\": …, \"to\": …}, days such as 2026-11-25 or times such as 2026-11-25T02:00:00Z");
        }
        ZoneId zone = state.rules().timeZone();
        Instant from = moment(body.path("from").asText(), zone, 0);
        Instant to = moment(body.path("to").asText(), zone, 1);
        if (to.isAfter(clock.instant())) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "'to' lies in the future; those times run by themselves");
        }
        List<Instant> times = state.times().due(from.minusNanos(1), to, MOST_BACKFILLED + 1);
        if (times.isEmpty() || times.size() > MOST_BACKFILLED) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    times.isEmpty()
                            ? "the schedule has no time from " + from + " to " + to + ", or it is more than a year ago"
                            : "the schedule has more than " + MOST_BACKFILLED + " times from " + from + " to " + to);
        }
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode array = view.putArray("runs");
        try {
            List<Submitted> submitted =
                    schedules.backfill(state.pipeline(), times, request.caller().name());
            for (int i = 0; i < times.size(); i++) {
                array.addObject()
                        .put("time", times.get(i).toString())
                        .put("run", submitted.get(i).run().run().text())
                        .put("created", submitted.get(i).created());
            }
        } catch (StageException e) {
            throw new ApiFault(
                    e.kind() == ErrorKind.USER ? ApiAnswer.BAD_REQUEST : ApiAnswer.UNAVAILABLE,
                    String.valueOf(e.getMessage()));
        }
        return ApiAnswer.json(ApiAnswer.ACCEPTED, view);
    }

    /** A moment as it is written; a day is its begin, or for the end of a span the last moment of it that has come. */
    private Instant moment(String text, ZoneId zone, int daysLater) throws ApiFault {
        try {
            if (text.length() > "2026-11-25".length()) {
                return Instant.parse(text);
            }
            Instant day =
                    LocalDate.parse(text).plusDays(daysLater).atStartOfDay(zone).toInstant();
            Instant end = day.minusNanos(daysLater);
            return daysLater > 0
                            && end.isAfter(clock.instant())
                            && !LocalDate.parse(text).isAfter(LocalDate.ofInstant(clock.instant(), zone))
                    ? clock.instant()
                    : end;
        } catch (DateTimeException e) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "'" + text + "' is neither a day such as 2026-11-25 nor a time such as 2026-11-25T02:00:00Z");
        }
    }

    private ApiAnswer preview(ApiRequest request) throws ApiFault {
        String cron = request.query("cron").orElse("");
        String zone = request.query("time-zone").orElse("UTC");
        SortedMap<String, String> problems = new TreeMap<>();
        ZoneId where = ZoneOffset.UTC;
        try {
            where = ZoneId.of(zone);
        } catch (DateTimeException e) {
            problems.put("time-zone", "'" + zone + "' is no time zone; write one such as Europe/Berlin");
        }
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ArrayNode next = view.putArray("next");
        ArrayNode changes = view.putArray("clockChanges");
        try {
            NightlySchedule schedule = new NightlySchedule(cron, where);
            schedule.next(clock.instant(), NEXT).forEach(time -> next.add(time.toString()));
            schedule.clockChanges(clock.instant())
                    .forEach(change -> changes.addObject()
                            .put("at", change.at().toString())
                            .put("text", change.text()));
        } catch (IllegalArgumentException e) {
            problems.put("cron", String.valueOf(e.getMessage()));
        }
        if (!problems.isEmpty()) {
            throw new ApiFault(Problem.ofParameters(problems));
        }
        return ApiAnswer.json(ApiAnswer.OK, view);
    }
}
