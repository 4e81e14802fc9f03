package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.events.BucketEvents;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.s3.RealMinio;

/** A lasting service whose bucket is in a real MinIO, from new data to the file that a device has. */
@Tag("conformance")
class MinioServiceConformanceTest {
    private static final String PIPELINE = "on-new-data";
    private static final String ODD = "größe 模型 + 50%25&'quote'.png";
    private static final Path GOT = Path.of("target", "minio-event.json");

    private final HttpClient http = HttpClient.newHttpClient();

    private static Service serve(RealMinio server, Path folder) throws Exception {
        ServiceSettings settings = ServiceSettings.lasting(
                        folder.resolve("home"),
                        folder.resolve("scratch"),
                        0,
                        0,
                        folder.resolve("queue"),
                        SmallPress.TOKEN)
                .withPublicEndpoint(Optional.of(server.settings().endpoint()));
        return Service.start(server.settings(), settings, RunListener.NONE, Clock.systemUTC());
    }

    private HttpRequest.Builder asked(Service service, String path) {
        return HttpRequest.newBuilder(service.apiUrl().resolve(path))
                .header(
                        "Authorization",
                        "Bearer " + service.ownerToken().orElseThrow().text());
    }

    private void register(Service service) throws Exception {
        String text = SmallPress.pipeline(PIPELINE, "fresh") + "gate: { drop-points: 100 }\n";
        HttpResponse<String> answer = http.send(
                asked(service, "/api/pipelines/" + PIPELINE)
                        .header("Content-Type", "application/yaml")
                        .PUT(HttpRequest.BodyPublishers.ofString(text))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** Messages about the marker that the service got. */
    private static List<EventRelay.Delivery> markers(EventRelay relay) {
        return relay.deliveries().stream()
                .filter(delivery -> delivery.body().contains("datasets%2Ffresh%2F_READY"))
                .toList();
    }

    @Test
    void aSetBecomesOneRunWhoeverTellsOfItAndDevicesFetchTheFileFromTheBucket(@TempDir Path folder) throws Exception {
        try (EventRelay relay = new EventRelay();
                RealMinio server = RealMinio.telling(
                        Files.createDirectory(folder.resolve("minio")), relay.url(), SmallPress.TOKEN);
                Service service = serve(server, folder)) {
            RunStore runs = new RunStore(service.bucket());
            SmallPress.put(service.bucket(), "fresh", 1);
            register(service);
            relay.passTo(service.apiUrl());
            SmallPress.put(service.bucket(), "fresh", 2);

            SmallPress.until(
                    "the server has told of both markers, also of the one that nobody took at first",
                    () -> markers(relay).size() >= 2);
            SmallPress.until("there is a run", () -> !runs.list(PIPELINE).isEmpty());
            RunReference run = runs.list(PIPELINE).get(0);
            SmallPress.until("it has ended", () -> runs.outcome(run).isPresent());
            assertThat(runs.outcome(run).orElseThrow().status()).isEqualTo(RunStatus.PASSED);

            EventRelay.Delivery told = markers(relay).get(1);
            anOddNameIsRead(service, relay);
            assertThat(relay.deliveries()).allSatisfy(delivery -> {
                assertThat(delivery.method()).isEqualTo("POST");
                assertThat(delivery.authorization()).isEqualTo("Bearer " + SmallPress.TOKEN);
                assertThat(delivery.type()).isEqualTo("application/json");
                assertThat(delivery.status()).as(delivery.answer()).isEqualTo(200);
            });
            HttpResponse<String> late = http.send(
                    HttpRequest.newBuilder(service.apiUrl().resolve("/api/events/s3"))
                            .header("Authorization", told.authorization())
                            .header("Content-Type", told.type())
                            .POST(HttpRequest.BodyPublishers.ofString(told.body()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(late.statusCode()).as(late.body()).isEqualTo(200);
            assertThat(late.body()).contains(run.run().text());
            assertThat(runs.list(PIPELINE)).isEqualTo(List.of(run));

            aDeviceFetches(service, server);
        }
    }

    /** What the server made of a name with every kind of character; it is left for a look, and as a golden file of the ordinary tests. */
    private static void anOddNameIsRead(Service service, EventRelay relay) throws Exception {
        service.bucket().put("datasets/" + ODD + "/_READY", new byte[] {'\n'});
        SmallPress.until(
                "the server has told of the odd name",
                () -> relay.deliveries().stream()
                        .anyMatch(delivery -> delivery.body().contains(".png%2F_READY")));
        String body = relay.deliveries().stream()
                .map(EventRelay.Delivery::body)
                .filter(text -> text.contains(".png%2F_READY"))
                .findFirst()
                .orElseThrow();
        Files.createDirectories(GOT.getParent());
        Files.writeString(GOT, body);
        assertThat(BucketEvents.read(new ObjectMapper().readTree(body), "mindpress")
                        .ended())
                .containsExactly(ODD);
    }

    private void aDeviceFetches(Service service, RealMinio server) throws Exception {
        String path = "/api/releases/" + PIPELINE + "/candidate";
        SmallPress.until("the run is candidate", () -> status(service, path) != 404);
        HttpResponse<String> sent =
                http.send(asked(service, path).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(307);
        String link = sent.headers().firstValue("Location").orElseThrow();
        assertThat(link).startsWith(server.settings().endpoint() + "/");
        HttpResponse<byte[]> file =
                http.send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(sent.headers().firstValue("ETag")).contains("\"" + Sha256.of(file.body()) + "\"");
        HttpResponse<byte[]> part = http.send(
                HttpRequest.newBuilder(URI.create(link))
                        .header("Range", "bytes=8-15")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file.body(), 8, 16));
    }

    private int status(Service service, String path) throws Exception {
        return http.send(asked(service, path).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
