package org.mindpress.routes.service;

import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;

/**
 * The two loopback ports of a service.
 *
 * @param api REST and page
 * @param management health and metrics
 */
record HttpPorts(int api, int management) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);
    private static final Pattern OURS = Pattern.compile("/|/api/(runs(/[^/]+(/cancel)?)?|events/s3)");
    private static final int FORBIDDEN = 403;
    private static final String BODY_LIMIT_BYTES = Long.toString(2L << 20);

    /**
     * Checks that both ports are free, choosing free ones for 0: Camel starts without a word when they are taken.
     *
     * @throws PortInUseException naming the port
     */
    static HttpPorts choose(int api, int management) throws IOException {
        try (ServerSocket first = listen(api);
                ServerSocket second = listen(management)) {
            return new HttpPorts(first.getLocalPort(), second.getLocalPort());
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new PortInUseException(port, e);
        }
    }

    URI apiUrl() {
        return URI.create("http://" + LOOPBACK + ":" + api);
    }

    URI managementUrl() {
        return URI.create("http://" + LOOPBACK + ":" + management);
    }

    void configure(Main main) {
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", LOOPBACK);
        main.addInitialProperty("camel.server.port", Integer.toString(api));
        main.addInitialProperty("camel.server.maxBodySize", BODY_LIMIT_BYTES);
        main.addInitialProperty("camel.management.enabled", "true");
        main.addInitialProperty("camel.management.host", LOOPBACK);
        main.addInitialProperty("camel.management.port", Integer.toString(management));
        main.addInitialProperty("camel.management.healthCheckEnabled", "true");
        main.addInitialProperty("camel.management.metricsEnabled", "true");
        main.addInitialProperty("camel.health.exposureLevel", "full");
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.binders", "jvm-memory,processor,jvm-gc");
        main.addInitialProperty("camel.metrics.clearOnReload", "false");
    }

    /** Refuses what a browser may be tricked into: a {@code Host} that is no name of this machine's loopback, an {@code Origin} of another site. */
    void guard(CamelContext context) {
        for (int port : new int[] {api, management}) {
            Set<String> hosts = hosts(port);
            VertxPlatformHttpRouter router =
                    VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
            router.route().last().handler(HttpPorts::unknown);
            router.route().order(-1).handler(request -> {
                // an HTTP/2 request has no Host header; the authority covers both
                HostAndPort host = request.request().authority();
                String origin = request.request().getHeader("Origin");
                if (host != null
                        && hosts.contains(host.toString().toLowerCase(Locale.ROOT))
                        && (origin == null || origin.equalsIgnoreCase("http://" + host))) {
                    request.next();
                } else {
                    refuse(request, FORBIDDEN, "this service answers to 127.0.0.1 and localhost only");
                }
            });
        }
    }

    /** What no route took: a path of ours with another method, or no path of ours. */
    private static void unknown(RoutingContext request) {
        if (OURS.matcher(request.request().path()).matches()) {
            refuse(
                    request,
                    ApiAnswer.METHOD_NOT_ALLOWED,
                    "this path does not take " + request.request().method());
        } else {
            refuse(request, ApiAnswer.NOT_FOUND, "there is nothing here");
        }
    }

    private static void refuse(RoutingContext request, int status, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end("{\"error\": \"" + message + "\"}\n");
    }

    private static Set<String> hosts(int port) {
        Set<String> hosts = new HashSet<>();
        for (String name : new String[] {LOOPBACK, "localhost", "[::1]"}) {
            hosts.add(name + ":" + port);
            hosts.add(name);
        }
        return hosts;
    }

    /** Asks both servers whether they are ours, by the interface that only we have. */
    void probe() throws IOException {
        answers(URI.create(managementUrl() + "/observe/health"));
        answers(URI.create(apiUrl() + "/api/runs?limit=0"));
    }

    private static void answers(URI url) throws IOException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(url).timeout(PROBE_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the service did not come up: " + url + " answers " + answer.statusCode() + " "
                        + answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the service came up", e);
        }
    }
}
