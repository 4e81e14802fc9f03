package org.mindpress.monitoring;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Makes the registry that the service binds and serves as Prometheus text. */
public final class PrometheusRegistryFactory {
    private PrometheusRegistryFactory() {}

    /** A registry of its own, which shares nothing with other registries of the process. */
    public static PrometheusMeterRegistry create(Clock clock) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    }
}
