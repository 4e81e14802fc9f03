package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.StageName;

/** A service whose pipeline compares new data with those before. */
class NewDataTest {
    private static final String TEXT =
            SmallPress.pipeline("drifting", "small").replace("format: idx", "format: idx, new-data: drift");

    private static RunStatus status(SmallPress press, RunReference run) throws Exception {
        return press.runs().outcome(run).orElseThrow().status();
    }

    private static RunRequest request(SmallPress press, RunReference run) throws Exception {
        return press.runs().request(run).orElseThrow();
    }

    @Test
    void newDataAreComparedWithTheCandidateIfItWasMadeSo(@TempDir Path folder) throws Exception {
        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
            RunReference first = press.newData(TEXT);
            assertThat(request(press, first).inputs()).doesNotContainKey(RunRequest.BASELINE);
            assertThat(status(press, first)).isEqualTo(RunStatus.PASSED);
            ReleaseStore releases = new ReleaseStore(press.service().bucket());
            SmallPress.until(
                    "the run is the candidate",
                    () -> releases.current("drifting", Channel.CANDIDATE).isPresent());

            press.put("small", 2);
            RunReference second = press.newData(TEXT);
            assertThat(request(press, second).inputs().get(RunRequest.BASELINE).location())
                    .isEqualTo(first.manifestKey(StageName.CALIBRATE));
            assertThat(status(press, second)).isEqualTo(RunStatus.UNCHANGED);
            assertThat(releases.current("drifting", Channel.CANDIDATE)
                            .orElseThrow()
                            .reference())
                    .isEqualTo(first);
            assertThat(answer(press, "/api/pipelines/drifting/trends")
                            .path("runs")
                            .findValuesAsText("run"))
                    .containsExactly(first.run().text());
            JsonNode view = answer(press, "/api/runs/" + second.run().text());
            assertThat(view.path("stages").findValuesAsText("stage")).startsWith("fetch", "drift", "import");
            assertThat(view.path("stages").findValuesAsText("state"))
                    .containsExactly("done", "done", "skipped", "skipped", "skipped", "skipped");

            press.put("small", 3);
            RunReference changed = press.newData(TEXT.replace("iterations: 2", "iterations: 3"));
            assertThat(request(press, changed).inputs()).doesNotContainKey(RunRequest.BASELINE);
            assertThat(status(press, changed)).isEqualTo(RunStatus.PASSED);
        }
    }

    private static JsonNode answer(SmallPress press, String path) throws Exception {
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(press.api(path)).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
