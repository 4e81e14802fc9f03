package org.mindpress.routes.service;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.PipelineStore;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunRequest;
import org.mindpress.processors.run.RunStore;
import org.mindpress.processors.run.TriggerKind;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.storage.s3.S3ArtifactStore;

class LastingServiceTest {
    private static final String EVERY_SECOND = "schedule: { cron: \"* * * * * ?\" }\n";

    @Test
    void takesUpOpenRunsKeepsSchedulesAndRestoresTheGauges(@TempDir Path folder) throws Exception {
        try (SmallPress press = SmallPress.start(folder)) {
            press.put("small", 1);
            try (S3ArtifactStore bucket = S3ArtifactStore.of(press.store().settings())) {
                String text = SmallPress.pipeline("left", "small");
                RunReference left = press.service()
                        .submissions()
                        .commandLine(Submissions.parse("test", text), text)
                        .run();
                new PipelineStore(bucket)
                        .register(
                                "nightly",
                                SmallPress.pipeline("nightly", "small") + EVERY_SECOND,
                                "test",
                                Instant.EPOCH);
                RunStore runs = new RunStore(bucket);

                try (Service lasting = lasting(press, folder)) {
                    SmallPress.until(
                            "the open run is over", () -> runs.outcome(left).isPresent());
                    SmallPress.until(
                            "the schedule has started a run",
                            () -> !scheduled(runs).isEmpty());
                    lasting.requestStop();
                }
                try (Service again = lasting(press, folder)) {
                    again.requestStop();
                    SmallPress.until(
                            "the gauges of the run are back",
                            () -> metrics(again)
                                    .contains("mindpress_accuracy_ratio{pipeline=\"left\",variant=\"integer\"}"));
                }
            }
        }
    }

    private static Service lasting(SmallPress press, Path folder) throws Exception {
        ServiceSettings settings = ServiceSettings.lasting(
                folder.resolve("home"), folder.resolve("scratch"), 0, 0, folder.resolve("queue"), SmallPress.TOKEN);
        return Service.start(press.store().settings(), settings, RunListener.NONE, Clock.systemUTC());
    }

    private static List<TriggerKind> scheduled(RunStore runs) throws Exception {
        List<TriggerKind> kinds = new java.util.ArrayList<>();
        for (RunReference run : runs.list("nightly")) {
            runs.request(run)
                    .map(RunRequest::trigger)
                    .map(trigger -> trigger.kind())
                    .filter(kind -> kind == TriggerKind.SCHEDULE)
                    .ifPresent(kinds::add);
        }
        return kinds;
    }

    private static String metrics(Service service) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.managementUrl().resolve("/observe/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
