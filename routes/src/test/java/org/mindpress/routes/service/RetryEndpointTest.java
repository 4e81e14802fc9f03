package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are started again over HTTP. */
class RetryEndpointTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SmallPress press;
    private static String ended;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        press = SmallPress.start(folder);
        press.put("small", 1);
        ended = run(post("/api/runs", "application/yaml", SmallPress.pipeline("small", "small")), 201);
        end(ended);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static HttpResponse<String> post(String path, String type, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(press.api(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> retry(String run, String body, String... headers) throws Exception {
        return post("/api/runs/" + run + "/retry", "application/json", body, headers);
    }

    private static String run(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).path("run").asText();
    }

    private static JsonNode view(String run) throws Exception {
        return JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(press.api("/api/runs/" + run)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static JsonNode end(String run) throws Exception {
        SmallPress.until(run + " is over", () -> view(run).has("outcome"));
        return view(run);
    }

    private static void refused(HttpResponse<String> answer, int status, String reason) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).contains(reason);
    }

    @Test
    void aRetryTakesFromTheCacheAndOneFromAStageComputesTheRest() throws Exception {
        JsonNode retried = end(run(retry(ended, "{}"), 201));
        assertThat(retried.path("status").asText()).isEqualTo("PASSED");
        assertThat(retried.path("stages").findValuesAsText("state"))
                .containsExactly("cached", "cached", "cached", "cached", "done");
        assertThat(retried.path("rerun").path("of").asText()).isEqualTo(ended);
        assertThat(retried.path("rerun").path("from")).isEmpty();

        JsonNode computed = end(run(retry(ended, "{\"from\": \"calibrate\"}"), 201));
        assertThat(computed.path("stages").findValuesAsText("state"))
                .containsExactly("cached", "cached", "done", "done", "done");
        assertThat(computed.path("outcome").path("figures").path("accuracy.integer"))
                .isEqualTo(retried.path("outcome").path("figures").path("accuracy.integer"));
        assertThat(view(ended).has("rerun")).isFalse();
    }

    @Test
    void equalIdempotencyKeysAreOneRetry() throws Exception {
        String first = run(retry(ended, "{}", "Idempotency-Key", "night 7"), 201);
        assertThat(run(retry(ended, "{}", "Idempotency-Key", "night 7"), 200)).isEqualTo(first);
        assertThat(run(retry(end(first).path("run").asText(), "{}", "Idempotency-Key", "night 7"), 201))
                .as("another run's retry")
                .isNotEqualTo(first);
        refused(retry(ended, "{}", "Idempotency-Key", "x".repeat(256)), 400, "Idempotency-Key");
    }

    @Test
    void whatCannotBeRetriedIsRefusedWithTheReason() throws Exception {
        refused(retry("nobody", "{}"), 404, "no run 'nobody'");
        refused(retry(ended, "{\"from\": \"qat\"}"), 400, "it has fetch, import, calibrate, export, verify");
        refused(retry(ended, "{\"from\": 3}"), 400, "no stage '3'");
        refused(retry(ended, "{\"until\": \"export\"}"), 400, "{\"from\"");
        refused(retry(ended, "[]"), 400, "{\"from\"");
        refused(retry(ended, "no json"), 400, "no JSON");
        String open = run(
                post(
                        "/api/runs",
                        "application/yaml",
                        SmallPress.trainedPipeline("open", "small").replace("steps: 3,", "steps: 1000000,")),
                201);
        refused(retry(open, "{}"), 409, "is not over");
        assertThat(post("/api/runs/" + open + "/cancel", "application/json", "").statusCode())
                .isEqualTo(202);
        end(open);
    }
}
