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
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.http.HttpPorts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Prometheus of this machine with the configuration and the rules that we ship, which scrapes one service every second. */
public final class RealPrometheus implements AutoCloseable {
    static final Path FILES = Path.of("../monitoring/src/main/resources/org/mindpress/monitoring");
    private static final Logger LOG = LoggerFactory.getLogger(RealPrometheus.class);
    private static final long MINUTES = 10;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI api;

    private RealPrometheus(Process process, URI api) {
        this.process = process;
        this.api = api;
    }

    /** What cannot be installed skips the tests and says so; with {@code CI} in the environment it fails them. */
    public static void install(Path folder) throws IOException, InterruptedException {
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

    /**
     * Starts and waits until it has scraped twice.
     *
     * @param folder empty, for its configuration and series
     * @param management of the service
     */
    public static RealPrometheus start(Path folder, URI management) throws Exception {
        int port = HttpPorts.choose(ApiAddress.LOOPBACK, 0, 0).api();
        Files.copy(FILES.resolve("alert-rules.yaml"), folder.resolve("alert-rules.yaml"));
        String configuration = Files.readString(FILES.resolve("prometheus.yaml"))
                .replace("127.0.0.1:7451", management.getAuthority())
                .replace("1m", "1s");
        Files.writeString(folder.resolve("prometheus.yaml"), configuration);
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=prometheus.yaml",
                        "--storage.tsdb.path=series",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        RealPrometheus prometheus = new RealPrometheus(process, URI.create("http://127.0.0.1:" + port));
        boolean ready = false;
        try {
            SmallPress.until("Prometheus is up", prometheus::isReady);
            SmallPress.until(
                    "two scrapes are in", () -> prometheus.answers("count_over_time(mindpress_queue_length[1h]) >= 2"));
            ready = true;
            return prometheus;
        } finally {
            if (!ready) {
                prometheus.close();
            }
        }
    }

    /** Whether an expression has a result now. */
    public boolean answers(String expression) throws IOException, InterruptedException {
        return !result(expression).isEmpty();
    }

    /** Value of an expression that has one series; empty when it has none. */
    public OptionalDouble value(String expression) throws IOException, InterruptedException {
        JsonNode result = result(expression);
        assertThat(result.size()).as(expression).isLessThanOrEqualTo(1);
        return result.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Double.parseDouble(result.path(0).path("value").path(1).asText()));
    }

    private JsonNode result(String expression) throws IOException, InterruptedException {
        JsonNode answer = json.readTree(
                get(api.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))));
        assertThat(answer.path("status").asText())
                .as("%s: %s", expression, answer)
                .isEqualTo("success");
        return answer.path("data").path("result");
    }

    private boolean isReady() throws IOException, InterruptedException {
        try {
            return get(api.resolve("/-/ready")).contains("Ready");
        } catch (ConnectException notUpYet) {
            return false;
        }
    }

    private String get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(MINUTES, TimeUnit.MINUTES);
    }

    /**
     * How a program ended.
     *
     * @param output what it said, on both streams
     */
    record Ended(int status, String output) {}

    static Ended run(Path folder, String... command) throws IOException, InterruptedException {
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
