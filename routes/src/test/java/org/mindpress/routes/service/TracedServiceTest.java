package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.routes.trace.Collector;
import org.mindpress.routes.trace.TraceExport;
import org.mindpress.storage.StoreCredentials;

/** Real runs of a service whose environment names a collector. */
class TracedServiceTest {
    @Test
    void aCollectorHearsOfRunsAndOfNoSecret(@TempDir Path folder) throws Exception {
        try (Collector collector = Collector.start()) {
            RunReference computed;
            RunReference cached;
            StoreCredentials keys;
            try (TraceExport traces =
                            TraceExport.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()), Clock.systemUTC());
                    SmallPress press = SmallPress.start(folder, traces.listener())) {
                press.put("small", 1);
                keys = press.store().settings().credentials();
                computed = run(press);
                cached = run(press);
            }
            List<Collector.Got> spans = collector.spans();
            assertThat(named(spans, computed, "mindpress.cache.hit"))
                    .containsExactlyInAnyOrder(
                            "stage fetch false",
                            "stage import false",
                            "stage calibrate false",
                            "stage export false",
                            "stage verify false",
                            "run null");
            assertThat(named(spans, cached, "mindpress.cache.hit"))
                    .contains("stage import true", "stage calibrate true", "stage export true", "stage verify false");
            assertThat(named(spans, computed, "mindpress.status")).contains("run " + RunStatus.PASSED);
            assertThat(spans.stream().map(Collector.Got::trace).distinct()).hasSize(2);
            assertThat(spans).noneMatch(Collector.Got::isError);

            assertThat(collector.everything())
                    .doesNotContain(SmallPress.TOKEN, keys.accessKey(), keys.secretKey(), folder.toString());
        }
    }

    private static RunReference run(SmallPress press) throws Exception {
        String text = SmallPress.pipeline("small", "small");
        RunReference run = press.service()
                .submissions()
                .commandLine(Submissions.parse("test", text), text)
                .run();
        press.finish(run);
        return run;
    }

    /** Spans of a run, each with one of its attributes. */
    private static List<String> named(List<Collector.Got> spans, RunReference run, String attribute) {
        return spans.stream()
                .filter(span -> run.run().text().equals(span.attributes().get("mindpress.run")))
                .map(span -> span.name() + " " + span.attributes().get(attribute))
                .toList();
    }
}
