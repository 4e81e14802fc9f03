package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.routes.http.HttpPorts;
import org.mindpress.storage.s3.S3ArtifactStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What we ship for Prometheus and Grafana, with a real Prometheus: its own checks of the rules, and every expression asked after a scrape of a service that has run. */
@Tag("conformance")
class PrometheusConformanceTest {
    private static final Logger LOG = LoggerFactory.getLogger(PrometheusConformanceTest.class);
    private static final Path FILES = Path.of("../monitoring/src/main/resources/org/mindpress/monitoring");
    private static final Path RULE_TESTS =
            Path.of("../monitoring/src/test/resources/org/mindpress/monitoring/alert-rules-test.yaml");
    private static final long MINUTES = 10;
    private static final String NIGHTLY = "schedule: { cron: \"0 0 2 * * ?\" }\ngate: { drop-points: 100 }\n";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    /** What cannot be installed skips the tests and says so; with {@code CI} in the environment it fails them. */
    @BeforeAll
    static void install(@TempDir Path folder) throws IOException, InterruptedException {
        Ended ended = run(
                folder,
                "bash",
                Path.of("../conformance/install").toAbsolutePath().toString(),
                "prometheus");
        if (ended.status() != 0) {
            String reason =
                    "Prometheus is not installed, so nothing was proven with it. Try: conformance/install prometheus"
                            + System.lineSeparator() + ended.output();
            if (System.getenv("CI") != null) {
                throw new AssertionError(reason);
            }
            LOG.error("CONFORMANCE SKIPPED: {}", reason);
            abort(reason);
        }
    }

    @Test
    void promtoolTakesTheRulesAndTheirTestsPass(@TempDir Path folder) throws Exception {
        Files.copy(FILES.resolve("alert-rules.yaml"), folder.resolve("alert-rules.yaml"));
        Files.copy(FILES.resolve("prometheus.yaml"), folder.resolve("prometheus.yaml"));
        Files.copy(RULE_TESTS, folder.resolve("alert-rules-test.yaml"));
        for (List<String> check : List.of(
                List.of("promtool", "check", "config", "--lint-fatal", "prometheus.yaml"),
                List.of("promtool", "check", "rules", "--lint-fatal", "alert-rules.yaml"),
                List.of("promtool", "test", "rules", "alert-rules-test.yaml"))) {
            Ended ended = run(folder, check.toArray(String[]::new));
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
                Ended lint = run(folder, "bash", "-c", "promtool check metrics < " + text);
                assertThat(lint.output().lines().filter(line -> line.startsWith("mindpress")))
                        .as("what promtool says of our own meters; Camel's and the JVM's are theirs")
                        .isEmpty();

                int port = HttpPorts.choose(0, 0).api();
                Process prometheus = prometheus(folder, service.managementUrl(), port);
                try {
                    URI api = URI.create("http://127.0.0.1:" + port);
                    SmallPress.until("Prometheus is up", () -> isReady(api));
                    SmallPress.until(
                            "two scrapes are in",
                            () -> answers(api, "count_over_time(mindpress_queue_length[1h]) >= 2"));
                    for (String expression : expressions()) {
                        assertThat(answers(api, expression)).as(expression).isTrue();
                    }
                    assertThat(answers(api, "ALERTS"))
                            .as("alerts of a service that is well")
                            .isFalse();
                } finally {
                    prometheus.destroy();
                    prometheus.waitFor(MINUTES, TimeUnit.MINUTES);
                }
            }
        }
    }

    /** A lasting service whose pipeline has run once and is scheduled. */
    private static Service nightly(SmallPress press, S3ArtifactStore bucket, Path folder) throws Exception {
        String pipeline = SmallPress.pipeline("nightly", "small") + NIGHTLY;
        new PipelineStore(bucket).register("nightly", pipeline, "test", Instant.EPOCH);
        RunReference run = press.service()
                .submissions()
                .commandLine(Submissions.parse("test", pipeline), pipeline)
                .run();
        ServiceSettings settings = ServiceSettings.lasting(
                folder.resolve("home"), folder.resolve("scratch"), 0, 0, folder.resolve("queue"), SmallPress.TOKEN);
        Service service = Service.start(press.store().settings(), settings, RunListener.NONE, Clock.systemUTC());
        RunStore runs = new RunStore(bucket);
        SmallPress.until("the run is over", () -> runs.outcome(run).isPresent());
        return service;
    }

    private static Process prometheus(Path folder, URI management, int port) throws IOException {
        Files.copy(FILES.resolve("alert-rules.yaml"), folder.resolve("alert-rules.yaml"));
        String configuration = Files.readString(FILES.resolve("prometheus.yaml"))
                .replace("127.0.0.1:7451", management.getAuthority())
                .replace("1m", "1s");
        Files.writeString(folder.resolve("prometheus.yaml"), configuration);
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=prometheus.yaml",
                        "--storage.tsdb.path=series",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** Of all dashboards, with the variables of Grafana filled in. */
    private List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> files = Files.list(FILES.resolve("grafana"))) {
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

    private boolean answers(URI prometheus, String expression) throws IOException, InterruptedException {
        JsonNode answer = json.readTree(get(
                prometheus.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))));
        assertThat(answer.path("status").asText())
                .as("%s: %s", expression, answer)
                .isEqualTo("success");
        return !answer.path("data").path("result").isEmpty();
    }

    private boolean isReady(URI prometheus) throws IOException, InterruptedException {
        try {
            return get(prometheus.resolve("/-/ready")).contains("Ready");
        } catch (ConnectException notUpYet) {
            return false;
        }
    }

    private String get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /**
     * How a program ended.
     *
     * @param output what it said, on both streams
     */
    private record Ended(int status, String output) {}

    private static Ended run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "program", ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + MINUTES + " minutes: " + String.join(" ", command));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
