package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.webhook.WebhookEvent;
import org.mindpress.routes.webhook.WebhookTarget;

/** A service that tells another one what happens. */
class ToldServiceTest {
    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    private HttpServer receiver() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            told.add(json.readTree(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void anEndedRunAndAPromotionAreTold(@TempDir Path folder) throws Exception {
        HttpServer receiver = receiver();
        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
            WebhookTarget target = new WebhookTarget(
                    "chat",
                    URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/"),
                    Set.of(WebhookEvent.values()),
                    "a secret");
            ServiceSettings settings = ServiceSettings.lasting(
                            folder.resolve("home"),
                            folder.resolve("scratch"),
                            0,
                            0,
                            folder.resolve("queue"),
                            SmallPress.TOKEN)
                    .withWebhooks(List.of(target));
            try (Service service =
                    Service.start(press.store().settings(), settings, RunListener.NONE, Clock.systemUTC())) {
                String text = SmallPress.pipeline("told", "small") + "gate: { drop-points: 100 }\n";
                RunReference run = service.submissions()
                        .commandLine(Submissions.parse("test", text), text)
                        .run();
                service.work(run).get();
                SmallPress.until("the end is told", () -> !told.isEmpty());
                assertThat(told.get(0).path("run").asText()).isEqualTo(run.run().text());
                assertThat(told.get(0).path("status").asText()).isEqualTo("PASSED");

                HttpResponse<String> promoted = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(service.apiUrl().resolve("/api/releases/told/staging"))
                                        .header(
                                                "Authorization",
                                                "Bearer "
                                                        + service.ownerToken()
                                                                .orElseThrow()
                                                                .text())
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString("{\"why\": \"it passed\"}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(201);
                SmallPress.until("the promotion is told", () -> told.size() == 2);
                assertThat(told.get(1).path("event").asText()).isEqualTo("released");
                assertThat(told.get(1).path("channel").asText()).isEqualTo("staging");
                assertThat(told.get(1).path("why").asText()).isEqualTo("it passed");
            }
        } finally {
            receiver.stop(0);
        }
    }
}
