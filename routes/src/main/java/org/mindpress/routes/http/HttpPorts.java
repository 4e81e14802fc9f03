package org.mindpress.routes.http;

import io.vertx.core.buffer.Buffer;
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
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.mindpress.routes.tls.ServerCertificate;
import org.mindpress.routes.tls.ServerTls;
import org.mindpress.routes.tls.ServerTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two ports of a service. Health and metrics are for this machine only, by plain HTTP.
 *
 * @param address where REST and page are listened for
 * @param api REST and page
 * @param management health and metrics
 */
public record HttpPorts(ApiAddress address, int api, int management) {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPorts.class);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);
    private static final String BODY_LIMIT_BYTES = Long.toString(2L << 20);

    /**
     * Checks that both ports are free, choosing free ones for 0: Camel starts without a word when they are taken.
     *
     * @throws PortInUseException naming the port
     */
    public static HttpPorts choose(ApiAddress address, int api, int management) throws IOException {
        try (ServerSocket first = listen(address.address(), api);
                ServerSocket second = listen(ApiAddress.LOOPBACK.address(), management)) {
            return new HttpPorts(address, first.getLocalPort(), second.getLocalPort());
        }
    }

    private static ServerSocket listen(InetAddress address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new PortInUseException(address.getHostAddress(), port, e);
        }
    }

    /** REST and page, as this machine reaches them. */
    public URI apiUrl() {
        return address.url(api);
    }

    public URI managementUrl() {
        return ApiAddress.LOOPBACK.url(management);
    }

    public void configure(Main main) {
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", address.address().getHostAddress());
        main.addInitialProperty("camel.server.port", Integer.toString(api));
        main.addInitialProperty("camel.server.maxBodySize", BODY_LIMIT_BYTES);
        main.addInitialProperty("camel.management.enabled", "true");
        main.addInitialProperty(
                "camel.management.host", ApiAddress.LOOPBACK.address().getHostAddress());
        main.addInitialProperty("camel.management.port", Integer.toString(management));
        main.addInitialProperty("camel.management.healthCheckEnabled", "true");
        main.addInitialProperty("camel.management.metricsEnabled", "true");
        main.addInitialProperty("camel.health.exposureLevel", "full");
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.binders", "jvm-memory,processor,jvm-gc");
        main.addInitialProperty("camel.metrics.clearOnReload", "false");
        address.certificate().ifPresent(shown -> {
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void beforeConfigure(BaseMainSupport starting) {
                    starting.getCamelContext().setSSLContextParameters(ServerTls.parameters(shown.get()));
                }
            });
            main.addInitialProperty("camel.server.useGlobalSslContextParameters", "true");
        });
    }

    /** Shows another certificate from now on. */
    public void show(CamelContext context, ServerCertificate certificate) {
        ServerTls.show(router(context, api).getServer().getServer(), certificate);
    }

    /** Lets through what {@link BrowserGuard} has nothing against. From here on both ports tell faults as problems. */
    public void guard(CamelContext context) {
        guard(router(context, api), new BrowserGuard(address, api));
        guard(router(context, management), new BrowserGuard(ApiAddress.LOOPBACK, management));
    }

    private static void guard(VertxPlatformHttpRouter router, BrowserGuard guard) {
        router.route().order(-1).failureHandler(request -> refuse(request, failed(request)));
        router.route().order(-1).handler(guard);
    }

    /** What went wrong before a route had the request: a body that is too long, a path that cannot be read. */
    private static Problem failed(RoutingContext request) {
        int status = request.statusCode();
        if (status == ApiAnswer.PAYLOAD_TOO_LARGE) {
            return Problem.of(status, "the body is longer than " + BODY_LIMIT_BYTES + " bytes");
        }
        if (status >= ApiAnswer.BAD_REQUEST && status < ApiAnswer.INTERNAL) {
            return Problem.of(status, "the request cannot be read");
        }
        LOG.error("a request failed before it came to its route", request.failure());
        return Problem.of(ApiAnswer.INTERNAL, "internal fault, see the log of the service");
    }

    /** Answers what no route takes: a path of the table with another method, or no path of ours. */
    public void answerStrangers(CamelContext context, EndpointTable table) {
        router(context, api).route().last().handler(request -> refuse(request, strange(request, table)));
        router(context, management)
                .route()
                .last()
                .handler(request -> refuse(request, strange(request, new EndpointTable(List.of()))));
    }

    private static Problem strange(RoutingContext request, EndpointTable table) {
        SortedSet<String> allowed = table.allowed(request.request().path());
        if (allowed.isEmpty()) {
            return Problem.of(ApiAnswer.NOT_FOUND, "there is nothing here");
        }
        return Problem.of(
                        ApiAnswer.METHOD_NOT_ALLOWED,
                        "this path takes " + String.join(" and ", allowed) + ", not "
                                + request.request().method())
                .with("Allow", String.join(", ", allowed));
    }

    private static VertxPlatformHttpRouter router(CamelContext context, int port) {
        return VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
    }

    /** Where paths beside the REST interface can be added. */
    public VertxPlatformHttpRouter apiRouter(CamelContext context) {
        return router(context, api);
    }

    static void refuse(RoutingContext request, Problem problem) {
        write(
                request,
                problem.answer(Optional.ofNullable(request.request().path()).orElse("")));
    }

    static void write(RoutingContext request, ApiAnswer answer) {
        answer.headers().forEach(request.response()::putHeader);
        if (!answer.body().mediaType().isEmpty()) {
            request.response().putHeader("Content-Type", answer.body().mediaType());
        }
        request.response()
                .setStatusCode(answer.status())
                .end(Buffer.buffer(answer.body().bytes()));
    }

    /** Asks both servers whether they are ours, by the interface that only we have. */
    public void probe(Optional<String> token) throws IOException {
        answers(HttpRequest.newBuilder(URI.create(managementUrl() + "/observe/health")));
        HttpRequest.Builder runs = HttpRequest.newBuilder(URI.create(apiUrl() + "/api/runs?limit=0"));
        token.ifPresent(text -> runs.header("Authorization", "Bearer " + text));
        answers(runs);
    }

    private void answers(HttpRequest.Builder request) throws IOException {
        HttpClient.Builder building = HttpClient.newBuilder().connectTimeout(PROBE_LIMIT);
        address.sha256().map(ServerTrust::exactly).ifPresent(building::sslContext);
        HttpClient client = building.build();
        try {
            HttpResponse<String> answer =
                    client.send(request.timeout(PROBE_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the service did not come up: " + answer.uri() + " answers " + answer.statusCode()
                        + " " + answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the service came up", e);
        }
    }
}
