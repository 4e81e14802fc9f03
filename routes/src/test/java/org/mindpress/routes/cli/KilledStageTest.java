package org.mindpress.routes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;

/** {@code serve} in a process of its own, whose stages are processes again: either may be killed. */
@Timeout(600)
class KilledStageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String EVENT_TOKEN = "a-token-that-nobody-may-see";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aKilledStageEndsNoServiceAndAKilledServiceLeavesNoStage() throws Exception {
        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
        }
        Process serve = serve();
        try {
            URI api = URI.create(firstUrl(serve));
            String text = SmallPress.trainedPipeline("small", "small").replace("steps: 3", "steps: 1000000");
            String run = submit(api, text);
            ProcessHandle killed = training(serve, api, run, Optional.empty());
            noSecretIsVisible(killed);
            JsonNode first = theLogGrows(api, run, "");
            killed.destroyForcibly();
            ProcessHandle next = training(serve, api, run, Optional.of(killed));
            theLogGrows(api, run, first.path("attempt").asText());
            assertThat(serve.isAlive()).isTrue();
            assertThat(maps(serve.pid())).doesNotContain("nd4jcpu").doesNotContain("onnxruntime");
            nothingWrittenHoldsASecret();

            serve.destroyForcibly().waitFor();
            next.onExit().get(20, TimeUnit.SECONDS);
            assertThat(next.isAlive()).isFalse();
        } finally {
            serve.destroyForcibly();
        }
    }

    private Process serve() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Dmindpress.user=" + folder.resolve("user"),
                "-Dlog4j2.configurationFile=" + MindpressCommand.class.getResource("/log4j2.xml"),
                "-cp",
                System.getProperty("java.class.path"),
                MindpressCommand.class.getName(),
                "serve",
                "--port",
                "0",
                "--management-port",
                "0",
                "--store",
                folder.resolve("store").toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(EventToken.VARIABLE, EVENT_TOKEN);
        return builder.start();
    }

    private static String firstUrl(Process serve) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(serve.getInputStream(), StandardCharsets.UTF_8));
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.add(line);
            if (line.startsWith("page and REST")) {
                return line.substring(line.indexOf("http"));
            }
        }
        throw new AssertionError("the service ended:\n" + String.join("\n", seen));
    }

    private String submit(URI api, String text) throws Exception {
        JsonNode answer = answer(HttpRequest.newBuilder(api.resolve("/api/runs"))
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(text)));
        return answer.path("run").asText();
    }

    private JsonNode run(URI api, String run) throws Exception {
        return answer(HttpRequest.newBuilder(api.resolve("/api/runs/" + run)));
    }

    private JsonNode answer(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(
                request.header("Authorization", "Bearer " + secrets().get(1)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    /** The process that trains, another one than before. */
    private ProcessHandle training(Process serve, URI api, String run, Optional<ProcessHandle> before)
            throws Exception {
        List<ProcessHandle> found = new ArrayList<>();
        SmallPress.until("a process trains", () -> {
            boolean trains = false;
            JsonNode now = run(api, run);
            assertThat(now.has("outcome")).as(now.toPrettyString()).isFalse();
            for (JsonNode stage : now.path("stages")) {
                JsonNode progress = stage.path("progress");
                trains |= progress.path("stage").asText().equals("qat") && progress.has("total");
            }
            Optional<ProcessHandle> child = serve.children().findFirst();
            if (trains && child.isPresent() && !child.equals(before)) {
                found.add(child.get());
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /** Lines that the stage has logged so far, of another attempt than before; who goes on gets none of them again. */
    private JsonNode theLogGrows(URI api, String run, String before) throws Exception {
        URI live = api.resolve("/api/runs/" + run + "/logs/qat/live");
        List<JsonNode> parts = new ArrayList<>();
        SmallPress.until("the stage has logged something", () -> {
            JsonNode part = answer(HttpRequest.newBuilder(live));
            if (!part.path("text").asText().isEmpty()
                    && !part.path("attempt").asText().equals(before)) {
                parts.add(part);
            }
            return !parts.isEmpty();
        });
        JsonNode part = parts.get(0);
        String text = part.path("text").asText();
        assertThat(text).contains("stage qat begins").endsWith("\n").doesNotContain(secrets());
        everyLineIsJson("live", text.lines().toList());
        JsonNode next = answer(HttpRequest.newBuilder(URI.create(live + "?attempt="
                + part.path("attempt").asText() + "&from=" + part.path("next").asLong())));
        assertThat(next.path("first")).isEqualTo(part.path("next"));
        assertThat(next.path("text").asText()).doesNotContain("stage qat begins");
        return part;
    }

    private static String maps(long pid) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(pid), "maps"));
    }

    /** The key of the embedded store, the token of the service's owner and that of the senders of events. */
    private List<String> secrets() throws IOException {
        JsonNode endpoint =
                JSON.readTree(Files.readAllBytes(folder.resolve("store").resolve("endpoint.json")));
        List<String> secrets = List.of(
                endpoint.path("secretKey").asText(), endpoint.path("apiToken").asText(), EVENT_TOKEN);
        assertThat(secrets).doesNotContain("");
        return secrets;
    }

    private void noSecretIsVisible(ProcessHandle child) throws IOException {
        String line = Files.readString(Path.of("/proc", String.valueOf(child.pid()), "cmdline"));
        assertThat(line).contains("stage-child").doesNotContain(secrets());
    }

    /** Logs and documents, in the store and beside it, apart from the files that are there to hold the keys. */
    private void nothingWrittenHoldsASecret() throws IOException {
        List<String> secrets = secrets();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertThat(written).anyMatch(file -> file.toString().matches(".*/logs/03-qat/[^/]+\\.jsonl"));
            for (Path file : written) {
                if (file.toString().matches(".*/logs/.*\\.jsonl")) {
                    everyLineIsJson(file.toString(), Files.readAllLines(file));
                }
                if (file.endsWith("endpoint.json") || file.endsWith("keys.json")) {
                    continue;
                }
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(secrets).as(file.toString()).noneMatch(text::contains);
            }
        } catch (UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    private static void everyLineIsJson(String log, List<String> lines) throws IOException {
        assertThat(lines).isNotEmpty();
        JsonNode required = JSON.readTree(Files.readAllBytes(Path.of("../docs/schemas/log-1.json")))
                .path("required");
        for (String line : lines) {
            List<String> keys = new ArrayList<>();
            JSON.readTree(line).fieldNames().forEachRemaining(keys::add);
            assertThat(keys).as(log + ": " + line).isEqualTo(JSON.convertValue(required, List.class));
        }
    }
}
