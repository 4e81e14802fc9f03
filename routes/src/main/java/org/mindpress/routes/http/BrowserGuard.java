package org.mindpress.routes.http;

import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses what a browser may be tricked into: a {@code Host} that is no name of the service, an {@code Origin} of another site. Under TLS it also tells
 * browsers to come by TLS only. Thread-safe.
 */
final class BrowserGuard implements Handler<RoutingContext> {
    /** A week: browsers hold it against every port of the host, also against those of other services. */
    private static final String STRICT = "max-age=604800";

    private final ApiAddress address;
    private final int port;

    BrowserGuard(ApiAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    @Override
    public void handle(RoutingContext request) {
        // an HTTP/2 request has no Host header; the authority covers both
        HostAndPort host = request.request().authority();
        String origin = request.request().getHeader("Origin");
        if (host == null
                || !address.answersTo(host.toString(), port)
                || (origin != null && !origin.equalsIgnoreCase(address.scheme() + "://" + host))) {
            HttpPorts.refuse(
                    request, Problem.of(ApiAnswer.FORBIDDEN, "this service answers to " + address.names() + " only"));
            return;
        }
        if (address.isEncrypted() && !ApiAddress.isLoopbackName(host.host())) {
            request.response().putHeader("Strict-Transport-Security", STRICT);
        }
        request.next();
    }
}
