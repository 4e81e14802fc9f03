package org.mindpress.processors.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
    @Test
    void aChildIsToldNoSecretOfTheService() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "MINDPRESS_TLS_PASSWORD", "one",
                "MINDPRESS_EVENT_TOKEN", "two",
                "MINDPRESS_TOKEN", "three",
                "OTEL_EXPORTER_OTLP_HEADERS", "four",
                "MINDPRESS_MEMORY", "8",
                "OMP_NUM_THREADS", "7"));
        ChildJvm.prepare(environment);
        assertThat(environment)
                .containsOnly(
                        Map.entry("MINDPRESS_MEMORY", "8"),
                        Map.entry("OMP_NUM_THREADS", "7"),
                        Map.entry("OMP_WAIT_POLICY", "PASSIVE"));
    }
}
