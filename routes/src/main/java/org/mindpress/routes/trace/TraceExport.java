package org.mindpress.routes.trace;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mindpress.processors.stage.RunListener;

/**
 * Whether runs are told to a collector: OpenTelemetry's own variables in the environment decide, and nothing else. Off unless one of them names the
 * collector; no class of OpenTelemetry is loaded then. Thread-safe.
 */
public final class TraceExport implements AutoCloseable {
    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");

    /** Where the environment says nothing. Metrics and logs have ways of their own. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "mindpress",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.propagators", "none");

    private final Optional<RunTraces> traces;

    private TraceExport(Optional<RunTraces> traces) {
        this.traces = traces;
    }

    /**
     * Starts to tell of runs when the environment names a collector.
     *
     * @throws IllegalArgumentException when the variables cannot be used, with what is wrong
     */
    public static TraceExport of(Map<String, String> environment, Clock clock) {
        boolean on = ENDPOINTS.stream()
                .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        return new TraceExport(on ? Optional.of(Sdk.start(environment, clock)) : Optional.empty());
    }

    public boolean isOn() {
        return traces.isPresent();
    }

    /** Hears of runs and tells of them; hears nothing when this is off. */
    public RunListener listener() {
        return traces.isPresent() ? traces.get() : RunListener.NONE;
    }

    /** Sends what waits, for a few seconds at most. */
    @Override
    public void close() {
        traces.ifPresent(RunTraces::close);
    }

    /** Apart, so that the class above loads without OpenTelemetry. */
    private static final class Sdk {
        static RunTraces start(Map<String, String> environment, Clock clock) {
            Map<String, String> properties = new HashMap<>(DEFAULTS);
            environment.forEach((name, value) -> {
                if (name.startsWith("OTEL_") && !value.isBlank()) {
                    properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
                }
            });
            ExporterLog.toOurs();
            RunIds ids = new RunIds();
            try {
                return new RunTraces(
                        AutoConfiguredOpenTelemetrySdk.builder()
                                .addPropertiesSupplier(() -> properties)
                                .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(ids))
                                .disableShutdownHook()
                                .build()
                                .getOpenTelemetrySdk(),
                        ids,
                        clock);
            } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
                throw new IllegalArgumentException(
                        "runs cannot be told to OpenTelemetry as the variables OTEL_… say: " + e.getMessage()
                                + ". Remedy: OTEL_EXPORTER_OTLP_ENDPOINT is the URL of a collector for http/protobuf, such as"
                                + " http://127.0.0.1:4318; unset it to tell nobody",
                        e);
            }
        }
    }
}
