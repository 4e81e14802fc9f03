package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.Sha256;

class ApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = "application/yaml";

    private static SmallPress press;
    private static ApiCalls api;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
        press.put("small", 1);
        api = new ApiCalls(press);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static void settle() throws Exception {
        SmallPress.until("no run is open", () -> press.runs().unfinished().isEmpty());
    }

    @Test
    void aPipelineTextBecomesARunThatTellsItsStagesAndItsEnd() throws Exception {
        ApiCalls.Answer submitted = api.post("/api/runs", YAML, SmallPress.pipeline("posted", "small"));
        assertThat(submitted.status()).isEqualTo(201);
        String run = submitted.body().path("run").asText();

        ApiCalls.Answer early = api.get("/api/runs/" + run);
        assertThat(early.status()).isEqualTo(200);
        assertThat(early.body().path("request").path("pipeline").asText()).isEqualTo("posted");
        assertThat(early.body().path("stages")).hasSize(5);
        settle();

        JsonNode view = api.get("/api/runs/" + run).body();
        assertThat(view.path("status").asText()).isEqualTo("PASSED");
        assertThat(view.path("outcome").path("figures").path("parity.differing").asDouble(-1))
                .isZero();
        view.path("stages")
                .forEach(stage -> assertThat(stage.path("state").asText()).isIn("done", "cached"));
        assertThat(api.get("/api/runs").body().path("runs").findValuesAsText("run"))
                .contains(run);
    }

    @Test
    void whoListensHearsARunToItsEnd() throws Exception {
        String run = api.post("/api/runs", YAML, SmallPress.pipeline("watched", "small"))
                .body()
                .path("run")
                .asText();

        HttpResponse<Stream<String>> stream = HTTP.send(
                HttpRequest.newBuilder(press.api("/api/runs/" + run + "/events"))
                        .timeout(Duration.ofMinutes(2))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        List<String> lines = stream.body().toList();

        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(lines).contains("event: run", "event: end");
        List<JsonNode> told = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("data: ")) {
                told.add(JSON.readTree(line.substring("data: ".length())));
            }
        }
        assertThat(told)
                .allSatisfy(line -> assertThat(line.path("run").asText()).isEqualTo(run));
        assertThat(told).extracting(line -> line.path("status").asText()).last().isEqualTo("PASSED");
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i)).isNotEqualTo(told.get(i - 1));
        }

        String again = api.plain(HttpRequest.newBuilder(press.api("/api/runs/" + run + "/events")))
                .body();
        assertThat(again).startsWith("event: end\ndata: {").endsWith("}\n\n");
        assertThat(api.get("/api/runs/nobody/events").status()).isEqualTo(404);
        assertThat(api.get("/api/runs/" + run + "/events?x=1").status()).isEqualTo(400);
        assertThat(api.post("/api/runs/" + run + "/events", YAML, "").status()).isEqualTo(405);
    }

    @Test
    void equalIdempotencyKeysAreOneRun() throws Exception {
        String text = SmallPress.pipeline("keyed", "small");

        ApiCalls.Answer first = api.post("/api/runs", YAML, text, "Idempotency-Key", "order 7");
        ApiCalls.Answer again = api.post("/api/runs", YAML, text, "Idempotency-Key", "order 7");
        ApiCalls.Answer byName =
                api.post("/api/runs", "application/json", "{\"pipeline\": \"keyed\"}", "Idempotency-Key", "order 8");

        assertThat(List.of(first.status(), again.status(), byName.status())).containsExactly(201, 200, 201);
        assertThat(again.body().path("run")).isEqualTo(first.body().path("run"));
        assertThat(byName.body().path("run")).isNotEqualTo(first.body().path("run"));
        settle();
    }

    @Test
    void aBadPipelineIsRefusedWithAllItsProblemsAndPlaces() throws Exception {
        ApiCalls.Answer refused =
                api.post("/api/runs", YAML, SmallPress.pipeline("bad", "small") + "sead: 3\ngate: 4\n");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error()).contains(":8:1:").contains("'seed'").contains(":9:");
        assertThat(refused.body().path("type").asText()).isEqualTo("urn:mindpress:problem:pipeline");
        JsonNode errors = refused.body().path("errors");
        assertThat(errors).hasSize(2);
        assertThat(errors.path(0).path("line").asInt()).isEqualTo(8);
        assertThat(errors.path(0).path("column").asInt()).isEqualTo(1);
        assertThat(errors.path(0).path("detail").asText()).contains("'seed'");
        assertThat(errors.path(1).path("line").asInt()).isEqualTo(9);
    }

    @Test
    void filesOfTheMachineAreNotForTheNetwork() throws Exception {
        String text = SmallPress.pipeline("local", "small").replace("bucket:" + SmallPress.MODEL, "file:/etc/passwd");

        ApiCalls.Answer refused = api.post("/api/runs", YAML, text);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error()).contains("file:/etc/passwd");
    }

    @Test
    void whatIsUnknownIsNotFoundAndWhatIsWrongIsSaid() throws Exception {
        assertThat(api.get("/api/runs/20000101t000000z-0000000000000000").status())
                .isEqualTo(404);
        assertThat(api.get("/api/nothing").error()).isNotEmpty();
        assertThat(api.send(HttpRequest.newBuilder(press.api("/api/runs")).DELETE())
                        .status())
                .isEqualTo(405);
        assertThat(api.get("/api/runs?limit=many").status()).isEqualTo(400);
        assertThat(api.get("/api/runs?limit=-1").status()).isEqualTo(400);
        assertThat(api.post("/api/runs", YAML, "").status()).isEqualTo(400);
        assertThat(api.post("/api/runs", "application/json", "{\"pipeline\": \"nobody\"}")
                        .status())
                .isEqualTo(404);
        assertThat(api.post("/api/runs", "application/json", "{\"pipeline\": ").status())
                .isEqualTo(400);
        assertThat(api.post("/api/runs", "application/x-www-form-urlencoded", "a=b")
                        .status())
                .isEqualTo(415);
        assertThat(api.post("/api/runs", YAML, "a: b", "Idempotency-Key", " x".repeat(200))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void pagesFollowOneAnotherWithoutGapAndFiltersHold() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String text = SmallPress.pipeline(i == 3 ? "page-other" : "page", "small")
                    .replace("pipeline:", "seed: " + i + "\npipeline:");
            RunReference run = press.service()
                    .submissions()
                    .commandLine(Submissions.parse("test", text), text)
                    .run();
            press.runs().cancel(run, new CancelRecord(CancelRecord.VERSION, "test", "test", Instant.EPOCH));
            press.finish(run);
            if (i != 3) {
                made.add(run.run().text());
            }
        }

        List<String> seen = new ArrayList<>();
        String next = "/api/runs?limit=2&pipeline=page&status=CANCELLED";
        int pages = 0;
        while (!next.isEmpty()) {
            JsonNode page = api.get(next).body();
            seen.addAll(page.path("runs").findValuesAsText("run"));
            next = page.path("next").asText();
            pages++;
        }

        assertThat(pages).isEqualTo(2);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(api.plain(HttpRequest.newBuilder(press.api("/api/runs?limit=1")))
                        .headers()
                        .firstValue("Link")
                        .orElse(""))
                .startsWith("</api/runs?limit=1&after=")
                .endsWith(">; rel=\"next\"");
        assertThat(api.get("/api/runs?pipeline=page&status=PASSED").body().path("runs"))
                .isEmpty();
        assertThat(api.get("/api/runs?limit=0").body().path("runs")).isEmpty();
    }

    @Test
    void aQueryIsNoHeader() throws Exception {
        assertThat(event("datasets%2Fx%2F_READY").status()).isEqualTo(401);
        assertThat(api.post("/api/events/s3?Authorization=Bearer%20" + SmallPress.TOKEN, "application/json", "{}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void cancelEndsAnOpenRunOnceAndThereIsNothingToCancelAfterwards() throws Exception {
        String text = SmallPress.pipeline("stopped", "small");
        RunReference run = press.service()
                .submissions()
                .commandLine(Submissions.parse("test", text), text)
                .run();

        ApiCalls.Answer cancelled = api.post("/api/runs/" + run.run().text() + "/cancel", "application/json", "");
        assertThat(cancelled.status()).isEqualTo(202);
        settle();
        assertThat(press.runs().outcome(run).orElseThrow().status().name()).isEqualTo("CANCELLED");
        assertThat(api.post("/api/runs/" + run.run().text() + "/cancel", "application/json", "")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void whatARunLeftCanBeFetchedAndTheReportMayOnlyBeLookedAt() throws Exception {
        String run = api.post("/api/runs", YAML, SmallPress.pipeline("fetched", "small"))
                .body()
                .path("run")
                .asText();
        settle();

        JsonNode files = api.get("/api/runs/" + run + "/artifacts").body().path("artifacts");
        assertThat(files.findValuesAsText("name")).contains("model.onnx", "deployment.mindir", "certificate.json");
        for (JsonNode file : files) {
            HttpResponse<byte[]> answer = HTTP.send(
                    HttpRequest.newBuilder(press.api(file.path("path").asText()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.body()).hasSize(file.path("sizeBytes").asInt());
            assertThat(Sha256.of(answer.body())).isEqualTo(file.path("sha256").asText());
            assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                    .startsWith("attachment");
        }
        HttpResponse<String> report = api.plain(HttpRequest.newBuilder(press.api("/api/runs/" + run + "/report")));
        assertThat(report.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(report.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox;")
                .doesNotContain("allow-");

        assertThat(api.get("/api/runs/" + run + "/artifacts/verify/deployment.mindir")
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/api/runs/" + run + "/artifacts/nothing/model.onnx").error())
                .contains("calibrate");
        assertThat(api.get("/api/runs/" + run + "/artifacts/export/..%2F..%2Frequest.json")
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/api/runs/" + run + "/logs/verify").error()).contains("has left no log");
        String live = "/api/runs/" + run + "/logs/verify/live";
        assertThat(api.get(live).body()).hasToString("{\"live\":false,\"stored\":false}");
        assertThat(api.get(live + "?attempt=..%2F&from=99").body()).hasToString("{\"live\":false,\"stored\":false}");
        for (String wrong : List.of("-1", "", "1e3", "9".repeat(19))) {
            assertThat(api.get(live + "?from=" + wrong).error()).contains("from must be");
        }
        assertThat(api.get("/api/runs/" + run + "/logs/nothing/live").error()).contains("calibrate");
        assertThat(api.get("/api/runs/none/report").status()).isEqualTo(404);
    }

    @Test
    void trendsHaveTheNewestRunsOldestFirstWithTheNoiseOfEachLayer() throws Exception {
        List<String> made = new ArrayList<>();
        for (int images : new int[] {100, 101, 102}) {
            made.add(api.post(
                            "/api/runs",
                            YAML,
                            SmallPress.pipeline("trending", "small").replace("images: 100", "images: " + images))
                    .body()
                    .path("run")
                    .asText());
            settle();
        }

        JsonNode trends =
                api.get("/api/pipelines/trending/trends?limit=2").body().path("runs");

        // runs of the same second are in the order of their digits
        made.sort(null);
        assertThat(trends.findValuesAsText("run")).containsExactly(made.get(1), made.get(2));
        assertThat(trends.get(1).path("figures").path("drop.points").isNumber()).isTrue();
        assertThat(trends.get(1).path("layers").findValuesAsText("layer")).contains("stem.conv", "fc");
        assertThat(trends.get(1).path("layers").get(0).path("decibels").asDouble())
                .isPositive();
        assertThat(api.get("/api/pipelines/none/trends").body().path("runs")).isEmpty();
        for (String limit : new String[] {"0", "101", "x", ""}) {
            assertThat(api.get("/api/pipelines/trending/trends?limit=" + limit).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aScheduleIsShownPausedResumedAndMadeUpFor() throws Exception {
        String text = SmallPress.pipeline("scheduled", "small")
                + "schedule: { cron: \"0 0 2 * * ?\", time-zone: Europe/Berlin }\n";
        new PipelineStore(press.service().bucket()).register("scheduled", text, "test", Instant.now());

        JsonNode schedule = api.get("/api/schedules/scheduled").body();
        assertThat(schedule.path("next")).hasSize(5);
        assertThat(schedule.path("overlap").asText()).isEqualTo("queue-one");
        assertThat(api.get("/api/schedules").body().path("schedules").findValuesAsText("pipeline"))
                .contains("scheduled");

        String json = "application/json";
        assertThat(api.post("/api/schedules/scheduled/pause", json, "{\"why\": \" \"}")
                        .status())
                .isEqualTo(400);
        JsonNode paused = api.post("/api/schedules/scheduled/pause", json, "{\"why\": \"mending\"}")
                .body();
        assertThat(paused.path("paused").asBoolean()).isTrue();
        assertThat(paused.path("lastSwitch").path("why").asText()).isEqualTo("mending");
        assertThat(api.post("/api/schedules/scheduled/resume", json, "{\"why\": \"mended\"}")
                        .body()
                        .path("paused")
                        .asBoolean())
                .isFalse();

        String span = "{\"from\": \"2026-10-24\", \"to\": \"2026-10-26\"}";
        JsonNode made =
                api.post("/api/schedules/scheduled/backfill", json, span).body().path("runs");
        assertThat(made.findValuesAsText("time"))
                .containsExactly("2026-10-24T00:00:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z");
        assertThat(api.post("/api/schedules/scheduled/backfill", json, span)
                        .body()
                        .path("runs")
                        .findValuesAsText("created"))
                .containsOnly("false");
        settle();
        assertThat(press.runs().list("scheduled")).hasSize(3);
        for (String bad : new String[] {
            "{}",
            "{\"from\": \"2026-10-24\", \"to\": \"2999-01-01\"}",
            "{\"from\": \"2026-01-01\", \"to\": \"2026-10-26\"}",
            "{\"from\": \"2026-10-26\", \"to\": \"2026-10-24\"}",
            "{\"from\": \"monday\", \"to\": \"2026-10-24\"}"
        }) {
            assertThat(api.post("/api/schedules/scheduled/backfill", json, bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(api.get("/api/schedules/none").status()).isEqualTo(404);
        assertThat(api.get("/api/fire-times?cron=0%200%202%20*%20*%20%3F&time-zone=Europe/Berlin")
                        .body()
                        .path("next"))
                .hasSize(5);
        assertThat(api.get("/api/fire-times?cron=nightly").error()).contains("nightly");
        assertThat(api.get("/api/fire-times?cron=0%2030%202%20*%20*%20%3F&time-zone=Europe/Berlin")
                        .body()
                        .path("clockChanges")
                        .findValuesAsText("text"))
                .hasSize(2)
                .anyMatch(change -> change.contains("leaps from 02:00 to 03:00"));
        JsonNode both =
                api.get("/api/fire-times?cron=nightly&time-zone=Middle/Earth").body();
        assertThat(both.path("status").asInt()).isEqualTo(400);
        assertThat(both.path("errors").findValuesAsText("parameter")).containsExactly("cron", "time-zone");
        assertThat(both.path("errors").get(1).path("detail").asText()).contains("Middle/Earth", "Europe/Berlin");
    }

    private static ApiCalls.Answer event(String key, String... headers) throws Exception {
        String body = """
                {"Records": [{"eventName": "s3:ObjectCreated:Put",
                  "s3": {"bucket": {"name": "mindpress"}, "object": {"key": "%s"}}}]}
                """.formatted(key);
        return api.post("/api/events/s3", "application/json", body, headers);
    }

    @Test
    void whatIsNoEventOrTooLongIsRefused() throws Exception {
        String token = "Bearer " + SmallPress.TOKEN;
        for (String body : new String[] {"", "{", "{}", "[1]", "{\"Records\": [{}]}", "{\"a\": 1, \"a\": 2}"}) {
            assertThat(api.post("/api/events/s3", "application/json", body, "Authorization", token)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        String padding = "{\"Records\": [], \"more\": \"" + "x".repeat(3 << 20) + "\"}";
        assertThat(api.post("/api/events/s3", "application/json", padding, "Authorization", token)
                        .status())
                .isEqualTo(413);
        assertThat(api.post(
                                "/api/events/s3",
                                "application/json",
                                "{\"Event\": \"s3:TestEvent\"}",
                                "Authorization",
                                token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anEventStartsOneRunForOneListing() throws Exception {
        press.put("arriving", 4);
        String text = SmallPress.pipeline("watching", "arriving");
        RunReference registers = press.service()
                .submissions()
                .commandLine(Submissions.parse("test", text), text)
                .run();
        press.runs().cancel(registers, new CancelRecord(CancelRecord.VERSION, "test", "test", Instant.EPOCH));
        press.finish(registers);
        String token = "Bearer " + SmallPress.TOKEN;
        String ready = "datasets%2Farriving%2F_READY";

        assertThat(event(ready).status()).isEqualTo(401);
        assertThat(event(ready, "Authorization", "Bearer wrong").status()).isEqualTo(401);
        assertThat(event("datasets/arriving/train-images-idx3-ubyte", "Authorization", token)
                        .body()
                        .path("runs"))
                .isEmpty();
        assertThat(press.runs().list("watching")).hasSize(1);

        JsonNode late = event(ready, "Authorization", token).body();
        assertThat(late.path("runs").path(0).path("run").asText())
                .isEqualTo(registers.run().text());
        assertThat(late.path("runs").path(0).path("created").asBoolean(true)).isFalse();
        assertThat(late.path("looks").path(0).path("decision").asText()).isEqualTo("none");
        assertThat(press.runs().list("watching")).hasSize(1);

        press.service().bucket().put("datasets/arriving/notes.txt", new byte[] {1});
        press.service().bucket().put("datasets/arriving/_READY", new byte[] {'\n'});
        JsonNode changed = event(ready, "Authorization", SmallPress.TOKEN).body();
        assertThat(changed.path("runs").path(0).path("created").asBoolean()).isTrue();
        assertThat(changed.path("looks").path(0).path("decision").asText()).isEqualTo("submit");
        JsonNode again =
                event(ready, "Authorization", token).body().path("runs").path(0);
        assertThat(again.path("created").asBoolean(true)).isFalse();
        assertThat(again.path("run")).isEqualTo(changed.path("runs").path(0).path("run"));
        settle();
        assertThat(press.runs().list("watching")).hasSize(2);
    }
}
