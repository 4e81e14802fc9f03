package org.mindpress.routes.service;

import java.util.List;
import java.util.function.Supplier;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;

/**
 * The series of the management port, for a Prometheus on another machine: that port is for this machine only, and this one has TLS and tokens.
 * Thread-safe when its source is.
 */
final class MetricsEndpoint implements EndpointSource {
    private static final String MEDIA_TYPE = "text/plain";

    private final Supplier<String> series;

    MetricsEndpoint(Supplier<String> series) {
        this.series = series;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/metrics", "getMetrics")
                .role(Role.VIEWER)
                .summary("what the management port tells Prometheus, for one on another machine")
                .answers(ApiAnswer.OK, "all series in Prometheus' text format", Content.of(MEDIA_TYPE))
                .by(request -> ApiAnswer.text(ApiAnswer.OK, MEDIA_TYPE + "; version=0.0.4; charset=utf-8", series.get())
                        .with("Cache-Control", "no-store")));
    }
}
