package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.schedule.HandledFires;
import org.mindpress.processors.schedule.ScheduleStore;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.tls.CurrentCertificate;
import org.mindpress.routes.tls.MadeKeyStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** What we ship for Prometheus and Grafana, with a real Prometheus: its own checks of the rules, and every expression asked after a scrape of a service that has run. */
@Tag("conformance")
class PrometheusConformanceTest {
    private static final Path RULE_TESTS =
            Path.of("../monitoring/src/test/resources/org/mindpress/monitoring/alert-rules-test.yaml");
    private static final String NIGHTLY = "schedule: { cron: \"0 0 2 * * ?\" }\ngate: { drop-points: 100 }\n";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void install(@TempDir Path folder) throws IOException, InterruptedException {
        RealPrometheus.install(folder);
    }

    @Test
    void promtoolTakesTheRulesAndTheirTestsPass(@TempDir Path folder) throws Exception {
        Files.copy(RealPrometheus.FILES.resolve("alert-rules.yaml"), folder.resolve("alert-rules.yaml"));
        Files.copy(RealPrometheus.FILES.resolve("prometheus.yaml"), folder.resolve("prometheus.yaml"));
        Files.copy(RULE_TESTS, folder.resolve("alert-rules-test.yaml"));
        for (List<String> check : List.of(
                List.of("promtool", "check", "config", "--lint-fatal", "prometheus.yaml"),
                List.of("promtool", "check", "rules", "--lint-fatal", "alert-rules.yaml"),
                List.of("promtool", "test", "rules", "alert-rules-test.yaml"))) {
            RealPrometheus.Ended ended = RealPrometheus.run(folder, check.toArray(String[]::new));
            assertThat(ended.status()).as("%s: %s", check, ended.output()).isZero();
        }
    }

    @Test
    void aRealPrometheusScrapesTheServiceAndEveryExpressionHasAnAnswer(@TempDir Path folder) throws Exception {
        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
            try (S3ArtifactStore bucket = S3ArtifactStore.of(press.store().settings());
                    Service service = nightly(press, bucket, folder)) {
                Path text = Files.writeString(
                        folder.resolve("metrics.txt"),
                        get(service.managementUrl().resolve("/observe/metrics")));
                RealPrometheus.Ended lint =
                        RealPrometheus.run(folder, "bash", "-c", "promtool check metrics < " + text);
                assertThat(lint.output().lines().filter(line -> line.startsWith("mindpress")))
                        .as("what promtool says of our own meters; Camel's and the JVM's are theirs")
                        .isEmpty();

                try (RealPrometheus prometheus = RealPrometheus.start(
                        Files.createDirectory(folder.resolve("prometheus")), service.managementUrl())) {
                    for (String expression : expressions()) {
                        assertThat(prometheus.answers(expression))
                                .as(expression)
                                .isTrue();
                    }
                    assertThat(prometheus.answers("ALERTS"))
                            .as("alerts of a service that is well")
                            .isFalse();
                }
            }
        }
    }

    /** A lasting service whose pipeline has run once and is scheduled. */
    private static Service nightly(SmallPress press, S3ArtifactStore bucket, Path folder) throws Exception {
        String pipeline = SmallPress.pipeline("nightly", "small") + NIGHTLY;
        new PipelineStore(bucket).register("nightly", pipeline, "test", Instant.EPOCH);
        Clock clock = Clock.systemUTC();
        // it was away for two nights: the newest is due
        new ScheduleStore(bucket, clock)
                .write(new HandledFires(
                        HandledFires.VERSION,
                        "nightly",
                        "0 0 2 * * ?",
                        "UTC",
                        clock.instant().minus(Duration.ofDays(2)),
                        List.of()));
        RunReference run = press.service()
                .submissions()
                .commandLine(Submissions.parse("test", pipeline), pipeline)
                .run();
        ServiceSettings settings = ServiceSettings.lasting(
                folder.resolve("home"), folder.resolve("scratch"), 0, 0, folder.resolve("queue"), SmallPress.TOKEN);
        ApiAddress encrypted = new ApiAddress(
                ApiAddress.LOOPBACK.address(),
                Optional.of(CurrentCertificate.of(
                        MadeKeyStore.in(folder.resolve("keys")).opened())));
        Service service =
                Service.start(press.store().settings(), settings.withAddress(encrypted), RunListener.NONE, clock);
        RunStore runs = new RunStore(bucket);
        SmallPress.until("the run is over", () -> runs.outcome(run).isPresent());
        return service;
    }

    /** Of all dashboards, with the variables of Grafana filled in. */
    private List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> files = Files.list(RealPrometheus.FILES.resolve("grafana"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".json")).toList()) {
                for (JsonNode expression : json.readTree(file.toFile()).findValues("expr")) {
                    expressions.add(expression.asText().replace("$pipeline", ".*"));
                }
            }
        }
        assertThat(expressions).isNotEmpty();
        return expressions;
    }

    private String get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
