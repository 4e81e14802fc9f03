package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.Sha256;

/** Two runs over HTTP to production and back, and the file that a device fetches. */
class ReleaseEndpointsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RELEASES = "/api/releases/small";

    private static SmallPress press;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
        press.put("small", 1);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
    }

    private static HttpResponse<byte[]> fetch(String channel, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(press.api(RELEASES + "/" + channel));
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(press.api(path))
                        .header("Content-Type", path.equals("/api/runs") ? "application/yaml" : "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(press.api(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String passed(int iterations) throws Exception {
        String text = SmallPress.pipeline("small", "small").replace("iterations: 2", "iterations: " + iterations);
        String run = JSON.readTree(post("/api/runs", text).body()).path("run").asText();
        SmallPress.until("a run is candidate", () -> get(RELEASES).body().contains(run));
        return run;
    }

    private static byte[] deployment(String run) throws Exception {
        RunReference reference = press.runs().find(run).orElseThrow();
        return press.runs()
                .bucket()
                .read(press.runs()
                        .manifest(reference, StageName.EXPORT)
                        .orElseThrow()
                        .output("deployment.mindir")
                        .orElseThrow()
                        .key());
    }

    private static void released(String path, String body) throws Exception {
        HttpResponse<String> answer = post(RELEASES + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static void refused(int status, String path, String body, String reason) throws Exception {
        HttpResponse<String> answer = post(RELEASES + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).contains(reason);
    }

    @Test
    void whatIsPromotedIsWhatDevicesFetchAndARollbackBringsTheOldOneBack() throws Exception {
        assertThat(fetch("production").statusCode()).isEqualTo(404);
        refused(409, "/staging", "{\"why\": \"x\"}", "nothing in candidate");
        String first = passed(2);
        assertThat(get("/api/runs/" + first + "/comparison").statusCode()).isEqualTo(404);
        released("/staging", "{\"why\": \"try\"}");
        released("/production", "{\"why\": \"go\", \"run\": \"" + first + "\"}");
        refused(409, "/production", "{\"why\": \"again\"}", "is in production already");

        byte[] file = deployment(first);
        String etag = "\"" + Sha256.of(file) + "\"";
        HttpResponse<byte[]> whole = fetch("production");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(file);
        assertThat(whole.headers().firstValue("ETag")).contains(etag);
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(whole.headers().firstValue("Mindpress-Release")).contains("small/production 1");

        HttpResponse<byte[]> known = fetch("production", "If-None-Match", "\"other\", W/" + etag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("ETag")).contains(etag);

        HttpResponse<byte[]> part = fetch("production", "Range", "bytes=100-", "If-Range", etag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, 100, file.length));
        assertThat(part.headers().firstValue("Content-Range"))
                .contains("bytes 100-" + (file.length - 1) + "/" + file.length);
        assertThat(fetch("production", "Range", "bytes=100-", "If-Range", "\"old\"")
                        .body())
                .isEqualTo(file);
        HttpResponse<byte[]> beyond = fetch("production", "Range", "bytes=" + file.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + file.length);

        String second = passed(1);
        HttpResponse<String> compared = get("/api/runs/" + second + "/comparison");
        assertThat(compared.statusCode()).as(compared.body()).isEqualTo(200);
        assertThat(JSON.readTree(compared.body()).path("before").asText()).isEqualTo(first);
        released("/staging", "{\"why\": \"newer\"}");
        released("/production", "{\"why\": \"newer\"}");
        assertThat(fetch("production").headers().firstValue("Mindpress-Run")).contains(second);
        released("/production/rollback", "{\"to\": 1, \"why\": \"back\"}");
        assertThat(fetch("production", "If-None-Match", etag).statusCode()).isEqualTo(304);

        JsonNode releases = JSON.readTree(get(RELEASES).body()).path("releases");
        assertThat(releases).hasSize(7);
        assertThat(releases.get(0).path("action").asText()).isEqualTo("ROLLBACK");
        assertThat(releases.get(1).path("approvedBy").get(0).asText()).isEqualTo("api");
    }

    @Test
    void whatCannotBeMeantIsRefusedByName() throws Exception {
        refused(404, "/shop/rollback", "{\"to\": 1, \"why\": \"x\"}", "there is nothing here");
        refused(404, "/production/rollback", "{\"to\": 99, \"why\": \"x\"}", "there is no release 99");
        refused(404, "/staging", "{\"why\": \"x\", \"run\": \"nothing\"}", "there is no run 'nothing'");
        refused(400, "/staging", "{}", "'why'");
        refused(400, "/staging", "{\"why\": \" \"}", "'why'");
        refused(400, "/staging", "{\"why\": \"x\", \"who\": \"me\"}", "unknown key 'who'");
        refused(400, "/production/rollback", "{\"why\": \"x\"}", "'to'");
        assertThat(fetch("shop").statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(get("/api/releases/nobody").body()).path("releases"))
                .isEmpty();
    }
}
