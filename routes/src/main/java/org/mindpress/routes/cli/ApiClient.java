package org.mindpress.routes.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.mindpress.processors.run.Documents;

/** The REST interface of a service: of the process that runs the store, or of one elsewhere. Thread-safe. */
final class ApiClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final int FIRST_FAULT = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_SERVER_FAULT = 500;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http;
    private final URI api;
    private final Optional<String> token;

    /**
     * A client.
     *
     * @param api where the service listens
     * @param token that it wants to see; empty when it asks for none
     * @param trust by which its certificate is judged; empty for the authorities that Java knows
     */
    ApiClient(URI api, Optional<String> token, Optional<SSLContext> trust) {
        this.api = api;
        this.token = token;
        HttpClient.Builder building = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        trust.ifPresent(building::sslContext);
        this.http = building.build();
    }

    /**
     * What the service said.
     *
     * @param status of HTTP
     * @param etag empty when there is none
     * @param text of the body
     */
    record Answer(URI api, int status, String etag, String text) {
        boolean isMissing() {
            return status == NOT_FOUND;
        }

        /** The answer, when it is none of a fault. */
        Answer required() throws CommandFault {
            if (status < FIRST_FAULT) {
                return this;
            }
            String detail;
            try {
                detail = MAPPER.readTree(text).path("detail").asText("the service answers " + status);
            } catch (JsonProcessingException noProblem) {
                detail = api + " answers " + status + " and is no mindpress service, or one of another version";
            }
            throw new CommandFault(
                    status >= FIRST_SERVER_FAULT ? ExitCode.COULD_NOT_RUN : ExitCode.BAD_INPUT,
                    status == UNAUTHORIZED ? detail + ". Here: MINDPRESS_TOKEN or --token-file FILE" : detail);
        }

        /** The body of an answer that is none of a fault. */
        JsonNode json() throws CommandFault {
            String body = required().text();
            try {
                return MAPPER.readTree(body);
            } catch (JsonProcessingException e) {
                throw new CommandFault(
                        ExitCode.BAD_INPUT, api + " is no mindpress service, or one of another version", e);
            }
        }
    }

    JsonNode get(String path) throws IOException, CommandFault {
        return send(request(path).GET()).json();
    }

    JsonNode post(String path, String body) throws IOException, CommandFault {
        return send(request(path).header("Content-Type", JSON).POST(HttpRequest.BodyPublishers.ofString(body)))
                .json();
    }

    /**
     * Sends anything; faults are for the caller to look at.
     *
     * @param body a pipeline file; empty for none
     */
    Answer exchange(String verb, String path, Map<String, String> headers, String body) throws IOException {
        HttpRequest.Builder request = request(path);
        headers.forEach(request::header);
        if (body.isEmpty()) {
            return send(request.method(verb, HttpRequest.BodyPublishers.noBody()));
        }
        return send(request.header("Content-Type", YAML).method(verb, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends a bucket event. */
    JsonNode event(String body, String token) throws IOException, CommandFault {
        return send(HttpRequest.newBuilder(api.resolve("/api/events/s3"))
                        .header("Content-Type", JSON)
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .json();
    }

    /** Listens to server-sent events. */
    ServerEvents events(String path) {
        return new ServerEvents(http, request(path).GET().build());
    }

    /**
     * Brings a file of any size, whole and checked.
     *
     * @param sha256 that it must have, when it is known; else the service says it
     * @return headers of the answer
     */
    HttpHeaders download(String path, Path target, Optional<String> sha256) throws IOException, CommandFault {
        return new ServerDownload(this, http, request(path).GET().build(), sha256).into(target);
    }

    /** A document of the bucket within an answer. */
    <T extends Record> T document(JsonNode json, Class<T> type) throws CommandFault {
        try {
            return Documents.read(address(), json.toString().getBytes(StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw otherVersion(e);
        }
    }

    /** An answer that is none of this version's. */
    CommandFault otherVersion(Exception cause) {
        return new CommandFault(
                ExitCode.BAD_INPUT,
                address() + " is no mindpress service, or one of another version: " + cause.getMessage(),
                cause);
    }

    /** Where the service is, as {@code --server} takes it. */
    String address() {
        String text = api.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** A name as a segment of a path. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(path));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private static String reason(SSLException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains("PKIX") ? "its certificate is of no authority that is trusted here" : message;
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    api,
                    answer.statusCode(),
                    answer.headers().firstValue("ETag").orElse(""),
                    answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the service", e);
        } catch (IOException e) {
            throw told(e);
        }
    }

    /** What broke the connection, in words that say what to do. */
    IOException told(IOException fault) {
        if (fault instanceof ConnectException) {
            return new IOException(
                    "the service at " + address() + " cannot be reached; is it running, and is the address right?",
                    fault);
        }
        if (fault instanceof HttpTimeoutException) {
            return new IOException(
                    "the service at " + address() + " does not answer within " + LIMIT.toSeconds() + " s", fault);
        }
        if (fault instanceof SSLException unsafe) {
            return new IOException(
                    "no trusted connection to " + address() + ": " + reason(unsafe)
                            + ". Remedy: name the certificate of its authority with --server-ca FILE, and call it"
                            + " by a name that stands in its certificate",
                    fault);
        }
        return new IOException(
                "the connection to " + address() + " broke off: " + fault.getMessage()
                        + ("http".equals(api.getScheme()) ? "; the service went away, or it speaks https" : ""),
                fault);
    }
}
