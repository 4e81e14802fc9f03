package org.mindpress.routes.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** Passes what a server with notifications sends on to a service, once there is one, and keeps it. Thread-safe. */
final class EventRelay implements AutoCloseable {
    private static final int NOBODY = 503;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<URI> service = new AtomicReference<>();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A message that was passed on.
     *
     * @param status what the service answered
     * @param answer its body
     */
    record Delivery(String method, String authorization, String type, String body, int status, String answer) {}

    EventRelay() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    /** Where messages are to be sent. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/events/s3");
    }

    /** Who gets them from now on; before, every message is refused. */
    void passTo(URI api) {
        service.set(api);
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            URI target = service.get();
            if (target == null) {
                exchange.sendResponseHeaders(NOBODY, -1);
                return;
            }
            Delivery delivery = delivery(exchange, target.resolve(exchange.getRequestURI()), body);
            deliveries.add(delivery);
            byte[] answer = delivery.answer().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(delivery.status(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Delivery delivery(HttpExchange exchange, URI target, String body) throws IOException, InterruptedException {
        String authorization = header(exchange, "Authorization");
        String type = header(exchange, "Content-Type");
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", authorization);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Delivery(exchange.getRequestMethod(), authorization, type, body, answer.statusCode(), answer.body());
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
