package org.mindpress.routes.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.processors.run.ErrorKind;
import org.mindpress.processors.run.RunId;
import org.mindpress.processors.run.RunOutcome;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.RunStatus;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.RunListener;
import org.mindpress.processors.stage.StageEnd;

class RunTracesTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final RunReference RUN = new RunReference("nightly", new RunId("20261126t010203z-0123456789abcdef"));

    private static Map<String, String> to(String url, String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", url));
        for (int at = 0; at < more.length; at += 2) {
            environment.put(more[at], more[at + 1]);
        }
        return environment;
    }

    private static RunOutcome outcome(RunStatus status, ErrorKind kind) {
        return new RunOutcome(
                RunOutcome.VERSION,
                RUN.pipeline(),
                RUN.run().text(),
                status,
                "secret-reason at /home/somebody",
                status == RunStatus.ERROR ? "qat" : "",
                kind,
                new TreeMap<>(),
                NOON.minusSeconds(100),
                NOON);
    }

    /** A run that fails in training, tried twice. */
    private static void failing(RunListener listener) {
        listener.stageStarted(RUN, StageName.FETCH);
        listener.note(RUN, StageName.FETCH, "secret-note");
        listener.stageFinished(RUN, StageName.FETCH, StageEnd.CACHED, Duration.ofSeconds(2));
        listener.stageFinished(RUN, StageName.IMPORT, StageEnd.ADOPTED, Duration.ZERO);
        listener.stageFailed(RUN, StageName.QAT, ErrorKind.TRANSIENT);
        listener.stageFinished(RUN, StageName.QAT, StageEnd.FAILED, Duration.ofSeconds(5));
        listener.stageFailed(RUN, StageName.QAT, ErrorKind.RESOURCE);
        listener.stageFinished(RUN, StageName.QAT, StageEnd.FAILED, Duration.ofSeconds(3));
        listener.runFinished(RUN, outcome(RunStatus.ERROR, ErrorKind.RESOURCE));
    }

    @Test
    void withoutItsVariableNothingIsTold() {
        for (Map<String, String> environment : List.of(
                Map.<String, String>of(),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "),
                Map.of("OTEL_SERVICE_NAME", "press", "OTEL_TRACES_EXPORTER", "otlp"))) {
            try (TraceExport export = TraceExport.of(environment, CLOCK)) {
                assertThat(export.isOn()).isFalse();
                assertThat(export.listener()).isSameAs(RunListener.NONE);
            }
        }
    }

    @Test
    void aRunIsATraceAndEachStageASpanBelowIt() throws Exception {
        try (Collector collector = Collector.start()) {
            try (TraceExport export = TraceExport.of(
                    to(
                            collector.url(),
                            "OTEL_EXPORTER_OTLP_HEADERS",
                            "api-key=secret-key",
                            "OTEL_RESOURCE_ATTRIBUTES",
                            "deployment.environment.name=test"),
                    CLOCK)) {
                failing(export.listener());
            }
            assertThat(collector.headers()).first().isEqualTo("POST application/x-protobuf secret-key");
            assertThat(collector.resource())
                    .containsEntry("service.name", "mindpress")
                    .containsEntry("deployment.environment.name", "test");

            List<Collector.Got> spans = collector.spans();
            assertThat(spans)
                    .extracting(Collector.Got::name)
                    .containsExactlyInAnyOrder("stage fetch", "stage qat", "stage qat", "run");
            assertThat(spans)
                    .extracting(Collector.Got::trace)
                    .containsOnly(RunIds.Root.of(RUN).trace());
            Collector.Got run = spans.stream()
                    .filter(span -> span.name().equals("run"))
                    .findFirst()
                    .orElseThrow();
            assertThat(run.parent()).isEmpty();
            assertThat(run.isError()).isTrue();
            assertThat(Duration.ofNanos(run.end() - run.start())).isEqualTo(Duration.ofSeconds(100));
            assertThat(run.attributes())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "mindpress.pipeline", "nightly",
                            "mindpress.run", RUN.run().text(),
                            "mindpress.status", "ERROR",
                            "mindpress.stage", "qat",
                            "error.type", "resource"));
            assertThat(spans)
                    .filteredOn(span -> !span.equals(run))
                    .allSatisfy(span -> assertThat(span.parent()).isEqualTo(run.id()));
            assertThat(spans)
                    .filteredOn(span -> span.name().equals("stage qat"))
                    .allMatch(Collector.Got::isError)
                    .extracting(span -> span.attributes().get("error.type"))
                    .containsExactlyInAnyOrder("transient", "resource");
            Collector.Got fetch = spans.stream()
                    .filter(span -> span.name().equals("stage fetch"))
                    .findFirst()
                    .orElseThrow();
            assertThat(fetch.isError()).isFalse();
            assertThat(Duration.ofNanos(fetch.end() - fetch.start())).isEqualTo(Duration.ofSeconds(2));
            assertThat(fetch.attributes())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "mindpress.pipeline", "nightly",
                            "mindpress.run", RUN.run().text(),
                            "mindpress.stage", "fetch",
                            "mindpress.stage.end", "cached",
                            "mindpress.cache.hit", "true"));
            assertThat(collector.everything())
                    .as("neither what the service says nor what the collector wants to see")
                    .doesNotContain("secret");
        }
    }

    @Test
    void idsComeFromTheRunAlone() {
        RunIds.Root root = RunIds.Root.of(RUN);
        assertThat(root.trace()).matches("[0-9a-f]{32}");
        assertThat(root.span()).matches("[0-9a-f]{16}");
        assertThat(RunIds.Root.of(new RunReference("nightly", RUN.run()))).isEqualTo(root);
        assertThat(RunIds.Root.of(new RunReference("other", RUN.run())).trace()).isNotEqualTo(root.trace());
        RunIds ids = new RunIds();
        assertThat(ids.within(root, ids::generateTraceId)).isEqualTo(root.trace());
        Map<String, Long> drawn = java.util.stream.Stream.generate(ids::generateSpanId)
                .limit(100)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(drawn).hasSize(100).doesNotContainKey(root.span());
    }

    @Test
    void aCollectorThatIsNotThereDisturbsNobody() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        TraceExport export = TraceExport.of(
                to("http://127.0.0.1:" + free, "OTEL_EXPORTER_OTLP_TIMEOUT", "200", "OTEL_BSP_EXPORT_TIMEOUT", "300"),
                CLOCK);
        for (int times = 0; times < 1000; times++) {
            failing(export.listener());
        }
        export.close();
        failing(export.listener());
    }

    @Test
    void aSilentCollectorHoldsTheEndForAMomentOnly() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TraceExport export = TraceExport.of(
                    to(
                            "http://127.0.0.1:" + silent.getLocalPort(),
                            "OTEL_EXPORTER_OTLP_TIMEOUT",
                            "200",
                            "OTEL_BSP_EXPORT_TIMEOUT",
                            "300"),
                    CLOCK);
            failing(export.listener());
            export.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no url", "ftp://collector", "collector:4318"})
    void anAddressThatIsNoneIsToldWithTheRemedy(String url) {
        assertThatThrownBy(() -> TraceExport.of(to(url), CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_ENDPOINT")
                .hasMessageContaining("http/protobuf");
    }

    @Test
    void aProtocolThatIsNotSpokenIsToldToo() {
        assertThatThrownBy(
                        () -> TraceExport.of(to("http://127.0.0.1:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), CLOCK))
                .hasMessageContaining("http/protobuf");
    }
}
