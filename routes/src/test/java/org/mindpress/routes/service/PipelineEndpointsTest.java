package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.pipeline.PipelineSchema;

/** Pipelines as objects over HTTP. */
class PipelineEndpointsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SmallPress press;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static HttpRequest request(String verb, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(press.api(path))
                .header("Content-Type", "application/yaml")
                .method(verb, HttpRequest.BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private static HttpResponse<String> send(String verb, String path, String body, String... headers)
            throws Exception {
        return HTTP.send(request(verb, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    private static HttpResponse<String> put(String name, String text, String... headers) throws Exception {
        return send("PUT", "/api/pipelines/" + name, text, headers);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static String text(String name, int iterations) {
        return SmallPress.pipeline(name, "small").replace("iterations: 2", "iterations: " + iterations);
    }

    @Test
    void aPipelineIsCreatedChangedComparedAndReadInEveryVersion() throws Exception {
        HttpResponse<String> created = put("night", text("night", 2), "If-None-Match", "*");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(json(created).at("/version/changedBy").asText()).isEqualTo("api");
        assertThat(json(created).path("changed").asBoolean()).isTrue();

        HttpResponse<String> again = put("night", text("night", 2));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("changed").asBoolean()).isFalse();
        assertThat(etag(again)).isEqualTo(etag(created));

        HttpResponse<String> changed =
                put("night", "# slower\n" + text("night", 3), "If-Match", "\"other\", " + etag(created));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).at("/version/number").asInt()).isEqualTo(2);
        assertThat(json(changed).path("changes")).hasSize(1);

        HttpResponse<String> newest = get("/api/pipelines/night");
        assertThat(newest.body()).isEqualTo("# slower\n" + text("night", 3));
        assertThat(newest.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
        assertThat(etag(newest)).isEqualTo(etag(changed)).isNotEqualTo(etag(created));
        HttpResponse<String> known = get("/api/pipelines/night", "If-None-Match", etag(newest));
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(get("/api/pipelines/night?version=1").body()).isEqualTo(text("night", 2));

        JsonNode versions = json(get("/api/pipelines/night/versions")).path("versions");
        assertThat(versions.findValuesAsText("number")).containsExactly("2", "1");
        for (String query : List.of("", "?from=1", "?from=1&to=2")) {
            JsonNode difference = json(get("/api/pipelines/night/diff" + query));
            assertThat(difference.path("from").asInt()).isEqualTo(1);
            assertThat(difference.path("changes").get(0).toString())
                    .isEqualTo("{\"key\":\"stages.calibrate.iterations\",\"before\":\"2\",\"after\":\"3\"}");
        }
        assertThat(json(get("/api/pipelines/night/diff?from=2&to=2")).path("changes"))
                .isEmpty();
    }

    @Test
    void nobodyOverwritesWhatTheyHaveNotSeen() throws Exception {
        assertThat(put("seen", text("seen", 2), "If-Match", "*").statusCode()).isEqualTo(412);
        HttpResponse<String> first = put("seen", text("seen", 2));
        HttpResponse<String> blind = put("seen", text("seen", 3));
        assertThat(blind.statusCode()).isEqualTo(428);
        assertThat(json(blind).path("detail").asText()).contains("If-Match");
        assertThat(put("seen", text("seen", 3), "If-None-Match", "*").statusCode())
                .isEqualTo(412);
        assertThat(put("seen", text("seen", 3), "If-Match", etag(first)).statusCode())
                .isEqualTo(200);

        HttpResponse<String> late = put("seen", text("seen", 4), "If-Match", etag(first));

        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(etag(late)).isEqualTo(etag(get("/api/pipelines/seen")));
        assertThat(put("seen", text("seen", 4), "If-Match", "*").statusCode()).isEqualTo(200);
    }

    @Test
    void ofManyChangesOfOneVersionExactlyOneWins() throws Exception {
        String etag = etag(put("race", text("race", 2)));
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 10; i < 18; i++) {
            calls.add(HTTP.sendAsync(
                    request("PUT", "/api/pipelines/race", text("race", i), "If-Match", etag),
                    HttpResponse.BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> answers =
                calls.stream().map(CompletableFuture::join).toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 412);
        List<HttpResponse<String>> winners =
                answers.stream().filter(answer -> answer.statusCode() == 200).toList();
        assertThat(winners).hasSize(1);
        assertThat(etag(get("/api/pipelines/race"))).isEqualTo(etag(winners.get(0)));
    }

    @Test
    void allFaultsOfATextComeAtOnceWithTheirPlacesAndNothingIsStored() throws Exception {
        String text = text("other", 2).replace("channels", "chanels").replace("iterations: 2", "iterations: many");

        HttpResponse<String> refused = put("faulty", text);

        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode errors = json(refused).path("errors");
        assertThat(errors.get(0).path("line").asInt()).isEqualTo(1);
        assertThat(errors.get(0).path("column").asInt()).isEqualTo(11);
        assertThat(errors.get(0).path("detail").asText()).contains("pipeline 'faulty'");
        assertThat(errors.findValuesAsText("detail"))
                .anyMatch(detail -> detail.contains("'chanels'"))
                .anyMatch(detail -> detail.contains("iterations"));
        assertThat(get("/api/pipelines/faulty").statusCode()).isEqualTo(404);

        JsonNode checked = json(send("POST", "/api/pipelines/check", text));
        assertThat(checked.has("pipeline")).isFalse();
        assertThat(checked.path("errors").size()).isEqualTo(errors.size() - 1);
        assertThat(json(send("POST", "/api/pipelines/check", text("right", 2))))
                .hasToString("{\"pipeline\":\"right\",\"errors\":[]}");
        assertThat(json(send(
                                "POST",
                                "/api/pipelines/check",
                                text("right", 2) + "schedule: { cron: \"0 0 2 * * ?\", overlap: skip }\n"))
                        .path("schedule"))
                .hasToString("{\"cron\":\"0 0 2 * * ?\",\"timeZone\":\"UTC\",\"misfire\":\"fire-once\","
                        + "\"catchUpRuns\":3,\"overlap\":\"skip\"}");
        assertThat(json(send("POST", "/api/pipelines/check", "")).path("errors"))
                .isNotEmpty();
        assertThat(get("/api/pipelines/right").statusCode()).isEqualTo(404);
    }

    @Test
    void theListNamesVersionDataAndSchedule() throws Exception {
        put("listed", text("listed", 2) + "schedule: { cron: \"0 0 2 * * ?\", time-zone: Europe/Berlin }\n");

        for (JsonNode line : json(get("/api/pipelines")).path("pipelines")) {
            if (line.path("pipeline").asText().equals("listed")) {
                assertThat(line.path("version").asInt()).isEqualTo(1);
                assertThat(line.path("dataSet").asText()).isEqualTo("small");
                assertThat(line.at("/schedule/timeZone").asText()).isEqualTo("Europe/Berlin");
                assertThat(line.has("lastRun")).isFalse();
                return;
            }
        }
        throw new AssertionError("the list lacks the pipeline");
    }

    @Test
    void theSchemaIsThatOfTheParser() throws Exception {
        assertThat(get("/api/schema").body()).isEqualTo(PipelineSchema.json());
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        put("there", text("there", 2));
        for (String path :
                List.of("nobody", "nobody/versions", "nobody/diff", "there?version=9", "there/diff?from=7")) {
            assertThat(get("/api/pipelines/" + path).statusCode()).as(path).isEqualTo(404);
        }
        for (String path : List.of("there?version=0", "there?version=-1", "there?version=x", "there/diff?to=1.5")) {
            assertThat(get("/api/pipelines/" + path).statusCode()).as(path).isEqualTo(400);
        }
        for (String name : List.of("Upper", "-a", "a%20b", "a%2Fb", "a".repeat(65))) {
            HttpResponse<String> refused = put(name, text("there", 2));
            assertThat(refused.statusCode()).as(name).isIn(400, 404);
            assertThat(get("/api/pipelines/" + name).statusCode()).as(name).isEqualTo(404);
        }
        assertThat(put("there", "{}", "Content-Type", "application/json").statusCode())
                .isEqualTo(415);
    }
}
