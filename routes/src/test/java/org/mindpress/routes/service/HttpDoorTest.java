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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands before and beside the REST interface: hosts, sites, methods, faults, the other port, the page. */
class HttpDoorTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SmallPress press;
    private static ApiCalls api;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        press = SmallPress.start(folder);
        api = new ApiCalls(press);
    }

    @AfterAll
    static void stop() throws IOException {
        press.close();
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
            HttpResponse<String> refused = api.plain(
                    HttpRequest.newBuilder(press.api("/api/runs")).method(verb, HttpRequest.BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(verb).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).contains("GET, POST");
        }
        assertThat(api.plain(HttpRequest.newBuilder(press.api("/api/runs/x/cancel")))
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
            HttpResponse<String> answer = api.plain(request);
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

    @Test
    void healthAndMetricsAreOnTheManagementPort() throws Exception {
        HttpResponse<String> metrics = HTTP.send(
                HttpRequest.newBuilder(press.service().managementUrl().resolve("/observe/metrics"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("mindpress_queue_length ").contains("# HELP mindpress_queue_length ");
        assertThat(api.get("/metrics").status()).isEqualTo(404);
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
    void thePageComesWithAPolicyAndIsNotSentAgainWhenItIsKnown() throws Exception {
        for (String path : new String[] {"/", "/page/app.js", "/page/style.css", "/page/uPlot.esm.js"}) {
            HttpResponse<String> page = api.plain(HttpRequest.newBuilder(press.api(path)));
            String etag = page.headers().firstValue("ETag").orElseThrow();

            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(api.plain(HttpRequest.newBuilder(press.api(path)).header("If-None-Match", etag))
                            .statusCode())
                    .isEqualTo(304);
        }
        assertThat(api.get("/page/nothing.js").status()).isEqualTo(404);
        assertThat(api.get("/page/../http/schemas/Run.json").status()).isEqualTo(404);
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
}
