package org.mindpress.routes.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mindpress.storage.Sha256;

/**
 * One file of any size from a service, by way of a {@code .part} beside the target: that is untouched or whole. The ETag is the SHA-256 of the
 * file and is compared with what came. What breaks off goes on where it was, a few times. Used once; not thread-safe.
 */
final class ServerDownload {
    private static final int TRIES = 3;
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int TEMPORARY_REDIRECT = 307;
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** The service copies a large file from its bucket before it begins to send. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private final ApiClient api;
    private final HttpClient http;
    private final HttpRequest request;
    private final Optional<String> expected;
    /** Of the newest answer of the service, known from its first byte on: the head comes on another thread, and before what may break off. */
    private volatile String etag = "";

    /**
     * A download.
     *
     * @param request for the file, with what the service wants to see
     * @param expected SHA-256 that the file must have, when it is known; else the service says it
     */
    ServerDownload(ApiClient api, HttpClient http, HttpRequest request, Optional<String> expected) {
        this.api = api;
        this.http = http;
        this.request = request;
        this.expected = expected;
    }

    /**
     * Brings the file.
     *
     * @return headers of the service's answer
     * @throws CommandFault when the service refuses
     */
    HttpHeaders into(Path target) throws IOException, CommandFault {
        Path folder = Optional.ofNullable(target.toAbsolutePath().getParent())
                .orElseThrow(() -> new CommandFault(ExitCode.BAD_INPUT, "'" + target + "' is no name of a file"));
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "." + target.getFileName() + "-", ".part");
        try {
            HttpHeaders headers = part(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return headers;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private HttpHeaders part(Path part) throws IOException, CommandFault {
        for (int tries = 1; ; tries++) {
            try {
                return once(part);
            } catch (IOException broken) {
                if (tries == TRIES) {
                    throw broken;
                }
            }
        }
    }

    private HttpHeaders once(Path part) throws IOException, CommandFault {
        long have = Files.size(part);
        HttpRequest.Builder wish = HttpRequest.newBuilder(request, (name, value) -> true);
        if (have > 0 && !etag.isEmpty()) {
            wish.header("Range", "bytes=" + have + "-").header("If-Range", etag);
        }
        HttpResponse<String> answer;
        try {
            answer = received(
                    wish.build(),
                    head -> {
                        etag = head.headers().firstValue("ETag").orElse("");
                        return body(head.statusCode(), part);
                    },
                    part);
        } catch (IOException e) {
            throw api.told(e);
        }
        if (answer.statusCode() == TEMPORARY_REDIRECT) {
            // a signed link: what the service wants to see is for nobody else
            fetchLink(
                    request.uri()
                            .resolve(answer.headers().firstValue("Location").orElse("")),
                    part);
        } else {
            ApiClient.Answer told = new ApiClient.Answer(request.uri(), answer.statusCode(), "", answer.body());
            told.required();
            if (answer.statusCode() != OK && answer.statusCode() != PARTIAL_CONTENT) {
                throw new CommandFault(
                        ExitCode.BAD_INPUT, request.uri() + " answers " + answer.statusCode() + ", which is no file");
            }
        }
        check(part);
        return answer.headers();
    }

    private void fetchLink(URI link, Path part) throws IOException {
        String gone = "the bucket at " + link.getScheme() + "://" + link.getAuthority() + ", to which " + api.address()
                + " sends for the file, ";
        HttpResponse<String> answer;
        try {
            answer = received(HttpRequest.newBuilder(link).build(), head -> body(head.statusCode(), part), part);
        } catch (IOException e) {
            throw new IOException(gone + "gives none: " + e.getMessage(), e);
        }
        if (answer.statusCode() != OK) {
            throw new IOException(gone + "answers " + answer.statusCode());
        }
    }

    private void check(Path part) throws IOException {
        String found = Sha256.of(part);
        String promised = expected.orElse(etag.replace("\"", ""));
        if (!found.equals(promised)) {
            // the next try begins from the start
            Files.write(part, new byte[0]);
            throw new IOException(
                    request.uri() + ": what came has the SHA-256 " + found + ", expected was " + promised);
        }
    }

    private HttpResponse<String> received(HttpRequest wish, HttpResponse.BodyHandler<String> body, Path part)
            throws IOException {
        CompletableFuture<HttpResponse<String>> coming = http.sendAsync(wish, body);
        long size = -1;
        Duration silence = Duration.ZERO;
        try {
            while (silence.compareTo(LONGEST_SILENCE) < 0) {
                try {
                    return coming.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException underway) {
                    long now = Files.size(part);
                    silence = now == size ? silence.plus(LOOK) : Duration.ZERO;
                    size = now;
                }
            }
            throw new IOException("the service at " + api.address() + " sends nothing for "
                    + LONGEST_SILENCE.toMinutes() + " minutes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a file came", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw cause instanceof IOException fault ? fault : new IOException(cause);
        } finally {
            coming.cancel(true);
        }
    }

    /** A file goes to disk as it comes; a fault is a text. */
    private static HttpResponse.BodySubscriber<String> body(int status, Path part) {
        if (status != OK && status != PARTIAL_CONTENT) {
            return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        }
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofFile(
                        part,
                        StandardOpenOption.WRITE,
                        status == OK ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND),
                file -> "");
    }
}
