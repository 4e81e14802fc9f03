package org.mindpress.routes.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mindpress.routes.access.TokenStore;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.http.Role;
import org.mindpress.routes.service.SmallPress;

/** A service that has something to show: three nights of one pipeline, the first in production and the last with coarser weights, a run that could not run, one that takes for ever. */
final class PageWorld implements AutoCloseable {
    static final String NIGHTLY = "nightly";
    /** Its run is candidate until a test promotes it. */
    static final String FRESH = "fresh";
    /** Its newest run found that new data are like those before; the one before is candidate, and stays only that. */
    static final String WATCHED = "watched";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger endless = new AtomicInteger();
    private final SmallPress press;
    private final TokenStore tokens;
    private final TokenText token;

    private PageWorld(SmallPress press) throws IOException {
        this.press = press;
        this.tokens = new TokenStore(press.service().bucket(), Clock.systemUTC());
        this.token = tokens.create("Ada", Role.APPROVER, "the tests of the page");
    }

    static PageWorld start(Path folder) throws Exception {
        PageWorld world = new PageWorld(SmallPress.lasting(folder));
        boolean whole = false;
        try {
            world.fill();
            whole = true;
            return world;
        } finally {
            if (!whole) {
                world.close();
            }
        }
    }

    URI address() {
        return press.service().apiUrl();
    }

    /** Of somebody who may do everything. */
    String token() {
        return token.text();
    }

    /** Of somebody with a role. */
    String token(Role role) throws IOException {
        return tokens.create("Bob", role, "the tests of the page").text();
    }

    /** Newest text of a pipeline. */
    String text(String pipeline) throws Exception {
        return send("GET", "/api/pipelines/" + pipeline, "", "", 200);
    }

    private void fill() throws Exception {
        press.put("small", 1);
        String text = SmallPress.pipeline(NIGHTLY, "small")
                + "schedule: { cron: \"0 0 2 * * ?\", time-zone: Europe/Berlin }\ngate: { drop-points: 100 }\n";
        String first = submit(text);
        ends(first, "PASSED");
        send("POST", "/api/releases/nightly/staging", "application/json", "{\"why\": \"first night\"}", 201);
        send("POST", "/api/releases/nightly/production", "application/json", "{\"why\": \"looks well\"}", 201);
        nextNight();
        ends(submit(text.replace("iterations: 2", "iterations: 3")), "PASSED");
        nextNight();
        ends(submit(text + "policy: { default: { bits: 4 } }\n"), "PASSED");
        ends(submit(SmallPress.pipeline(FRESH, "small") + "gate: { drop-points: 100 }\n"), "PASSED");
        press.put("watched", 3);
        String watched = SmallPress.pipeline(WATCHED, "watched").replace("format: idx", "format: idx, new-data: drift")
                + "gate: { drop-points: 100 }\n";
        ends(submit(watched), "PASSED");
        press.put("watched", 4);
        nextNight();
        ends(press.newData(watched).run().text(), "UNCHANGED");
        press.put("broken", 2);
        press.service()
                .bucket()
                .put("datasets/broken/train-labels-idx1-ubyte", "no labels".getBytes(StandardCharsets.UTF_8));
        ends(submit(SmallPress.pipeline("weekly", "broken")), "ERROR");
    }

    /** Runs are in order by the second; a fast machine does more than one in it. */
    private static void nextNight() throws Exception {
        long second = Instant.now().getEpochSecond();
        SmallPress.until("the second is over", () -> Instant.now().getEpochSecond() > second);
    }

    /** A run that goes on until somebody cancels it, of a pipeline of its own: it waits for no other. */
    String endless() throws Exception {
        String name = "endless-" + endless.incrementAndGet();
        String run = submit(SmallPress.trainedPipeline(name, "small").replace("steps: 3,", "steps: 1000000,"));
        SmallPress.until(
                "training has begun",
                () -> run(run).at("/stages/2/state").asText().equals("running"));
        return run;
    }

    void cancel(String run) throws Exception {
        send("POST", "/api/runs/" + run + "/cancel", "", "", 202);
        SmallPress.until("it is cancelled", () -> run(run).has("outcome"));
    }

    /** Newest run of the pipeline that ran every night. */
    String newest(String pipeline) throws Exception {
        return JSON.readTree(send("GET", "/api/runs?pipeline=" + pipeline, "", "", 200))
                .at("/runs/0/run")
                .asText();
    }

    /** Run that a channel of the pipeline that ran every night holds. */
    String holds(String channel) throws Exception {
        for (JsonNode release : JSON.readTree(send("GET", "/api/releases/" + NIGHTLY, "", "", 200))
                .path("releases")) {
            if (release.path("channel").asText().equalsIgnoreCase(channel)) {
                return release.path("run").asText();
            }
        }
        return "";
    }

    JsonNode run(String run) throws Exception {
        return JSON.readTree(send("GET", "/api/runs/" + run, "", "", 200));
    }

    private void ends(String run, String status) throws Exception {
        SmallPress.until(run + " is over", () -> run(run).has("outcome"));
        String found = run(run).path("status").asText();
        if (!found.equals(status)) {
            throw new AssertionError(run + " should be " + status + ": " + run(run).path("outcome"));
        }
        if (status.equals("PASSED")) {
            String releases = "/api/releases/" + run(run).path("pipeline").asText();
            SmallPress.until(
                    "it is candidate", () -> send("GET", releases, "", "", 200).contains(run));
        }
    }

    private String submit(String text) throws Exception {
        return JSON.readTree(send("POST", "/api/runs", "application/yaml", text, 201))
                .path("run")
                .asText();
    }

    private String send(String verb, String path, String type, String body, int status) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .header("Authorization", "Bearer " + token.text())
                .method(verb, HttpRequest.BodyPublishers.ofString(body));
        Optional.of(type).filter(name -> !name.isEmpty()).ifPresent(name -> request.header("Content-Type", name));
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new AssertionError(
                    String.join(" ", List.of(verb, path, Integer.toString(answer.statusCode()), answer.body())));
        }
        return answer.body();
    }

    @Override
    public void close() throws IOException {
        press.close();
    }
}
