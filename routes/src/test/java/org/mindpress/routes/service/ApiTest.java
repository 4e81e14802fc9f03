package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.run.CancelRecord;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.storage.Sha256;

class ApiTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = "application/yaml";

    private static SmallPress press;

    private record Answer(int status, JsonNode body) {
        String error() {
            return body.path("detail").asText();
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
        press.put("small", 1);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }

    private static HttpResponse<String> plain(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Answer get(String path) throws Exception {
        return send(HttpRequest.newBuilder(press.api(path)));
    }

    private static Answer post(String path, String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(press.api(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static void settle() throws Exception {
        SmallPress.until("no run is open", () -> press.runs().unfinished().isEmpty());
    }

    @Test
    void aPipelineTextBecomesARunThatTellsItsStagesAndItsEnd() throws Exception {
        Answer submitted = post("/api/runs", YAML, SmallPress.pipeline("posted", "small"));
        assertThat(submitted.status()).isEqualTo(201);
        String run = submitted.body().path("run").asText();

        Answer early = get("/api/runs/" + run);
        assertThat(early.status()).isEqualTo(200);
        assertThat(early.body().path("request").path("pipeline").asText()).isEqualTo("posted");
        assertThat(early.body().path("stages")).hasSize(5);
        settle();

        JsonNode view = get("/api/runs/" + run).body();
        assertThat(view.path("status").asText()).isEqualTo("PASSED");
        assertThat(view.path("outcome").path("figures").path("parity.differing").asDouble(-1))
                .isZero();
        view.path("stages")
                .forEach(stage -> assertThat(stage.path("state").asText()).isIn("done", "cached"));
        assertThat(get("/api/runs").body().path("runs").findValuesAsText("run")).contains(run);
    }

    @Test
    void whoListensHearsARunToItsEnd() throws Exception {
        String run = post("/api/runs", YAML, SmallPress.pipeline("watched", "small"))
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

        String again = plain(HttpRequest.newBuilder(press.api("/api/runs/" + run + "/events")))
                .body();
        assertThat(again).startsWith("event: end\ndata: {").endsWith("}\n\n");
        assertThat(get("/api/runs/nobody/events").status()).isEqualTo(404);
        assertThat(get("/api/runs/" + run + "/events?x=1").status()).isEqualTo(400);
        assertThat(post("/api/runs/" + run + "/events", YAML, "").status()).isEqualTo(405);
    }

    @Test
    void equalIdempotencyKeysAreOneRun() throws Exception {
        String text = SmallPress.pipeline("keyed", "small");

        Answer first = post("/api/runs", YAML, text, "Idempotency-Key", "order 7");
        Answer again = post("/api/runs", YAML, text, "Idempotency-Key", "order 7");
        Answer byName =
                post("/api/runs", "application/json", "{\"pipeline\": \"keyed\"}", "Idempotency-Key", "order 8");

        assertThat(List.of(first.status(), again.status(), byName.status())).containsExactly(201, 200, 201);
        assertThat(again.body().path("run")).isEqualTo(first.body().path("run"));
        assertThat(byName.body().path("run")).isNotEqualTo(first.body().path("run"));
        settle();
    }

    @Test
    void aBadPipelineIsRefusedWithAllItsProblemsAndPlaces() throws Exception {
        Answer refused = post("/api/runs", YAML, SmallPress.pipeline("bad", "small") + "sead: 3\ngate: 4\n");

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

        Answer refused = post("/api/runs", YAML, text);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error()).contains("file:/etc/passwd");
    }

    @Test
    void whatIsUnknownIsNotFoundAndWhatIsWrongIsSaid() throws Exception {
        assertThat(get("/api/runs/20000101t000000z-0000000000000000").status()).isEqualTo(404);
        assertThat(get("/api/nothing").error()).isNotEmpty();
        assertThat(send(HttpRequest.newBuilder(press.api("/api/runs")).DELETE()).status())
                .isEqualTo(405);
        assertThat(get("/api/runs?limit=many").status()).isEqualTo(400);
        assertThat(get("/api/runs?limit=-1").status()).isEqualTo(400);
        assertThat(post("/api/runs", YAML, "").status()).isEqualTo(400);
        assertThat(post("/api/runs", "application/json", "{\"pipeline\": \"nobody\"}")
                        .status())
                .isEqualTo(404);
        assertThat(post("/api/runs", "application/json", "{\"pipeline\": ").status())
                .isEqualTo(400);
        assertThat(post("/api/runs", "application/x-www-form-urlencoded", "a=b").status())
                .isEqualTo(415);
        assertThat(post("/api/runs", YAML, "a: b", "Idempotency-Key", " x".repeat(200))
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
            JsonNode page = get(next).body();
            seen.addAll(page.path("runs").findValuesAsText("run"));
            next = page.path("next").asText();
            pages++;
        }

        assertThat(pages).isEqualTo(2);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(plain(HttpRequest.newBuilder(press.api("/api/runs?limit=1")))
                        .headers()
                        .firstValue("Link")
                        .orElse(""))
                .startsWith("</api/runs?limit=1&after=")
                .endsWith(">; rel=\"next\"");
        assertThat(get("/api/runs?pipeline=page&status=PASSED").body().path("runs"))
                .isEmpty();
        assertThat(get("/api/runs?limit=0").body().path("runs")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "after=x",
                "after=",
                "after=AAAA",
                "after=Li4vLi4vZXRj",
                "pipeline=",
                "pipeline=..%2F..",
                "pipeline=a%2Fb",
                "pipeline=a%00b",
                "status=passed",
                "status=",
                "limit=1001",
                "limit=99999999999",
                "limit=",
                "limit=%zz"
            })
    void aQueryThatMeansNothingIsRefused(String query) throws Exception {
        URI url = press.api("/api/runs");

        assertThat(raw(url, "/api/runs?" + query, "Host: localhost:" + url.getPort()))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
    }

    @Test
    void aPathSaysWhichMethodsItTakes() throws Exception {
        for (String verb : List.of("DELETE", "PATCH", "HEAD", "OPTIONS")) {
            HttpResponse<String> refused = plain(
                    HttpRequest.newBuilder(press.api("/api/runs")).method(verb, HttpRequest.BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(verb).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).contains("GET, POST");
        }
        assertThat(plain(HttpRequest.newBuilder(press.api("/api/runs/x/cancel")))
                        .headers()
                        .firstValue("Allow"))
                .contains("POST");
    }

    @Test
    void allFaultsAreProblemDocuments() throws Exception {
        URI management = press.service().managementUrl();
        for (HttpRequest.Builder request : List.of(
                HttpRequest.newBuilder(press.api("/api/runs/nobody")),
                HttpRequest.newBuilder(press.api("/api/runs?limit=many")),
                HttpRequest.newBuilder(press.api("/api/runs?limit=1&limit=2")),
                HttpRequest.newBuilder(press.api("/api/runs?limt=1")),
                HttpRequest.newBuilder(press.api("/nothing")),
                HttpRequest.newBuilder(press.api("/api/runs")).DELETE(),
                HttpRequest.newBuilder(press.api("/api/runs")).header("Origin", "http://evil.example"),
                HttpRequest.newBuilder(press.api("/api/runs"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(2 << 20) + 1])),
                HttpRequest.newBuilder(press.api("/api/runs"))
                        .header("Content-Type", "image/png")
                        .POST(HttpRequest.BodyPublishers.ofString("a: b")),
                HttpRequest.newBuilder(management.resolve("/nothing")),
                HttpRequest.newBuilder(management.resolve("/observe/health")).header("Origin", "null"))) {
            HttpResponse<String> answer = plain(request);
            String what = answer.uri() + ": " + answer.body();
            JsonNode problem = JSON.readTree(answer.body());
            assertThat(answer.statusCode()).as(what).isBetween(400, 499);
            assertThat(answer.headers().firstValue("Content-Type")).as(what).contains("application/problem+json");
            assertThat(problem.path("status").asInt()).as(what).isEqualTo(answer.statusCode());
            assertThat(problem.path("title").asText()).as(what).isNotBlank();
            assertThat(problem.path("type").asText()).as(what).isEqualTo("about:blank");
            assertThat(problem.path("detail").asText()).as(what).isNotBlank();
            assertThat(problem.path("instance").asText())
                    .as(what)
                    .isEqualTo(answer.uri().getPath());
        }
    }

    @Test
    void aQueryIsNoHeader() throws Exception {
        assertThat(event("datasets%2Fx%2F_READY").status()).isEqualTo(401);
        assertThat(post("/api/events/s3?Authorization=Bearer%20" + SmallPress.TOKEN, "application/json", "{}")
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

        Answer cancelled = post("/api/runs/" + run.run().text() + "/cancel", "application/json", "");
        assertThat(cancelled.status()).isEqualTo(202);
        settle();
        assertThat(press.runs().outcome(run).orElseThrow().status().name()).isEqualTo("CANCELLED");
        assertThat(post("/api/runs/" + run.run().text() + "/cancel", "application/json", "")
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest(name = "Host: {0}")
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example"})
    void otherHostsAreRefusedOnBothPorts(String host) throws Exception {
        for (URI url :
                List.of(press.api("/api/runs"), press.service().managementUrl().resolve("/observe/health"))) {
            assertThat(raw(url, "Host: " + host)).startsWith("HTTP/1.1 403");
            assertThat(raw(url, "Host: localhost:" + url.getPort())).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void pagesOfOtherSitesAreRefused() throws Exception {
        URI url = press.api("/api/runs");
        String host = "Host: 127.0.0.1:" + url.getPort();

        assertThat(raw(url, host + "\r\nOrigin: http://evil.example")).startsWith("HTTP/1.1 403");
        assertThat(raw(url, host + "\r\nOrigin: http://127.0.0.1:" + url.getPort()))
                .startsWith("HTTP/1.1 200");
    }

    /** HttpClient sends no Host of ours. */
    private static String raw(URI url, String headers) throws IOException {
        return raw(url, url.getPath(), headers);
    }

    private static String raw(URI url, String target, String headers) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void healthAndMetricsAreOnTheManagementPort() throws Exception {
        HttpResponse<String> metrics = HTTP.send(
                HttpRequest.newBuilder(press.service().managementUrl().resolve("/observe/metrics"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("mindpress_queue_length ").contains("# HELP mindpress_queue_length ");
        assertThat(get("/metrics").status()).isEqualTo(404);
    }

    @Test
    void theServiceIsUpAsLongAsItsBucketAnswers(@TempDir Path folder) throws Exception {
        SmallPress own = SmallPress.start(folder);
        try (Service service = own.service()) {
            HttpRequest health = HttpRequest.newBuilder(service.managementUrl().resolve("/observe/health"))
                    .build();
            assertThat(HTTP.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);

            own.store().close();

            HttpResponse<String> down = HTTP.send(health, HttpResponse.BodyHandlers.ofString());
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.body()).contains("DOWN");
        }
    }

    @Test
    void whatARunLeftCanBeFetchedAndTheReportMayOnlyBeLookedAt() throws Exception {
        String run = post("/api/runs", YAML, SmallPress.pipeline("fetched", "small"))
                .body()
                .path("run")
                .asText();
        settle();

        JsonNode files = get("/api/runs/" + run + "/artifacts").body().path("artifacts");
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
        HttpResponse<String> report = plain(HttpRequest.newBuilder(press.api("/api/runs/" + run + "/report")));
        assertThat(report.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(report.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox;")
                .doesNotContain("allow-");

        assertThat(get("/api/runs/" + run + "/artifacts/verify/deployment.mindir")
                        .status())
                .isEqualTo(404);
        assertThat(get("/api/runs/" + run + "/artifacts/nothing/model.onnx").error())
                .contains("calibrate");
        assertThat(get("/api/runs/" + run + "/artifacts/export/..%2F..%2Frequest.json")
                        .status())
                .isEqualTo(404);
        assertThat(get("/api/runs/" + run + "/logs/verify").error()).contains("has left no log");
        String live = "/api/runs/" + run + "/logs/verify/live";
        assertThat(get(live).body()).hasToString("{\"live\":false,\"stored\":false}");
        assertThat(get(live + "?attempt=..%2F&from=99").body()).hasToString("{\"live\":false,\"stored\":false}");
        for (String wrong : List.of("-1", "", "1e3", "9".repeat(19))) {
            assertThat(get(live + "?from=" + wrong).error()).contains("from must be");
        }
        assertThat(get("/api/runs/" + run + "/logs/nothing/live").error()).contains("calibrate");
        assertThat(get("/api/runs/none/report").status()).isEqualTo(404);
    }

    @Test
    void trendsHaveTheNewestRunsOldestFirstWithTheNoiseOfEachLayer() throws Exception {
        List<String> made = new ArrayList<>();
        for (int images : new int[] {100, 101, 102}) {
            made.add(post(
                            "/api/runs",
                            YAML,
                            SmallPress.pipeline("trending", "small").replace("images: 100", "images: " + images))
                    .body()
                    .path("run")
                    .asText());
            settle();
        }

        JsonNode trends = get("/api/pipelines/trending/trends?limit=2").body().path("runs");

        // runs of the same second are in the order of their digits
        made.sort(null);
        assertThat(trends.findValuesAsText("run")).containsExactly(made.get(1), made.get(2));
        assertThat(trends.get(1).path("figures").path("drop.points").isNumber()).isTrue();
        assertThat(trends.get(1).path("layers").findValuesAsText("layer")).contains("stem.conv", "fc");
        assertThat(trends.get(1).path("layers").get(0).path("decibels").asDouble())
                .isPositive();
        assertThat(get("/api/pipelines/none/trends").body().path("runs")).isEmpty();
        for (String limit : new String[] {"0", "101", "x", ""}) {
            assertThat(get("/api/pipelines/trending/trends?limit=" + limit).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void thePageComesWithAPolicyAndIsNotSentAgainWhenItIsKnown() throws Exception {
        for (String path : new String[] {"/", "/page/app.js", "/page/style.css", "/page/uPlot.esm.js"}) {
            HttpResponse<String> page = plain(HttpRequest.newBuilder(press.api(path)));
            String etag = page.headers().firstValue("ETag").orElseThrow();

            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(plain(HttpRequest.newBuilder(press.api(path)).header("If-None-Match", etag))
                            .statusCode())
                    .isEqualTo(304);
        }
        assertThat(get("/page/nothing.js").status()).isEqualTo(404);
        assertThat(get("/page/../http/schemas/Run.json").status()).isEqualTo(404);
    }

    @Test
    void aScheduleIsShownPausedResumedAndMadeUpFor() throws Exception {
        String text = SmallPress.pipeline("scheduled", "small")
                + "schedule: { cron: \"0 0 2 * * ?\", time-zone: Europe/Berlin }\n";
        new PipelineStore(press.service().bucket()).register("scheduled", text, "test", Instant.now());

        JsonNode schedule = get("/api/schedules/scheduled").body();
        assertThat(schedule.path("next")).hasSize(5);
        assertThat(schedule.path("overlap").asText()).isEqualTo("queue-one");
        assertThat(get("/api/schedules").body().path("schedules").findValuesAsText("pipeline"))
                .contains("scheduled");

        String json = "application/json";
        assertThat(post("/api/schedules/scheduled/pause", json, "{\"why\": \" \"}")
                        .status())
                .isEqualTo(400);
        JsonNode paused = post("/api/schedules/scheduled/pause", json, "{\"why\": \"mending\"}")
                .body();
        assertThat(paused.path("paused").asBoolean()).isTrue();
        assertThat(paused.path("lastSwitch").path("why").asText()).isEqualTo("mending");
        assertThat(post("/api/schedules/scheduled/resume", json, "{\"why\": \"mended\"}")
                        .body()
                        .path("paused")
                        .asBoolean())
                .isFalse();

        String span = "{\"from\": \"2026-10-24\", \"to\": \"2026-10-26\"}";
        JsonNode made =
                post("/api/schedules/scheduled/backfill", json, span).body().path("runs");
        assertThat(made.findValuesAsText("time"))
                .containsExactly("2026-10-24T00:00:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z");
        assertThat(post("/api/schedules/scheduled/backfill", json, span)
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
            assertThat(post("/api/schedules/scheduled/backfill", json, bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(get("/api/schedules/none").status()).isEqualTo(404);
        assertThat(get("/api/fire-times?cron=0%200%202%20*%20*%20%3F&time-zone=Europe/Berlin")
                        .body()
                        .path("next"))
                .hasSize(5);
        assertThat(get("/api/fire-times?cron=nightly").error()).contains("nightly");
        assertThat(get("/api/fire-times?cron=0%2030%202%20*%20*%20%3F&time-zone=Europe/Berlin")
                        .body()
                        .path("clockChanges")
                        .findValuesAsText("text"))
                .hasSize(2)
                .anyMatch(change -> change.contains("leaps from 02:00 to 03:00"));
        JsonNode both =
                get("/api/fire-times?cron=nightly&time-zone=Middle/Earth").body();
        assertThat(both.path("status").asInt()).isEqualTo(400);
        assertThat(both.path("errors").findValuesAsText("parameter")).containsExactly("cron", "time-zone");
        assertThat(both.path("errors").get(1).path("detail").asText()).contains("Middle/Earth", "Europe/Berlin");
    }

    private static Answer event(String key, String... headers) throws Exception {
        String body = """
                {"Records": [{"eventName": "s3:ObjectCreated:Put",
                  "s3": {"bucket": {"name": "mindpress"}, "object": {"key": "%s"}}}]}
                """.formatted(key);
        return post("/api/events/s3", "application/json", body, headers);
    }

    @Test
    void whatIsNoEventOrTooLongIsRefused() throws Exception {
        String token = "Bearer " + SmallPress.TOKEN;
        for (String body : new String[] {"", "{", "{}", "[1]", "{\"Records\": [{}]}", "{\"a\": 1, \"a\": 2}"}) {
            assertThat(post("/api/events/s3", "application/json", body, "Authorization", token)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        String padding = "{\"Records\": [], \"more\": \"" + "x".repeat(3 << 20) + "\"}";
        assertThat(post("/api/events/s3", "application/json", padding, "Authorization", token)
                        .status())
                .isEqualTo(413);
        assertThat(post("/api/events/s3", "application/json", "{\"Event\": \"s3:TestEvent\"}", "Authorization", token)
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
