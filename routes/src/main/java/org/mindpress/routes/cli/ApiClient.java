package org.mindpress.routes.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The REST interface of the process that runs the store. Thread-safe. */
final class ApiClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FIRST_FAULT = 400;
    private static final int FIRST_SERVER_FAULT = 500;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI api;
    private final Optional<String> token;

    /**
     * A client.
     *
     * @param api where the service listens
     * @param token that it wants to see; empty when it asks for none
     */
    ApiClient(URI api, Optional<String> token) {
        this.api = api;
        this.token = token;
    }

    JsonNode get(String path) throws IOException, CommandFault {
        return send(request(path).GET());
    }

    JsonNode post(String path, String body) throws IOException, CommandFault {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(path));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    /** Sends a bucket event. */
    JsonNode event(String body, String token) throws IOException, CommandFault {
        return send(HttpRequest.newBuilder(api.resolve("/api/events/s3"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, CommandFault {
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = json.readTree(answer.body());
            if (answer.statusCode() >= FIRST_FAULT) {
                throw new CommandFault(
                        answer.statusCode() >= FIRST_SERVER_FAULT ? ExitCode.COULD_NOT_RUN : ExitCode.BAD_INPUT,
                        body.path("detail").asText("the service answers " + answer.statusCode()));
            }
            return body;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the service", e);
        }
    }
}
