package org.mindpress.routes.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files, straight on the HTTP server: a Camel route would hold each whole in memory. The system copies from disk to line as fast as the client
 * reads, and no thread waits. Thread-safe.
 */
final class FileAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(FileAnswers.class);

    private final FrontDoor door;

    FileAnswers(FrontDoor door) {
        this.door = door;
    }

    void serve(Router router, Endpoint endpoint) {
        router.route(HttpMethod.valueOf(endpoint.verb().name()), endpoint.path().route())
                .handler(request -> request.vertx()
                        .executeBlocking(() -> door.answer(endpoint, request.request(), () -> ""), false)
                        .onSuccess(answer -> send(request, answer))
                        .onFailure(request::fail));
    }

    private static void send(RoutingContext request, ApiAnswer answer) {
        Optional<FileSlice> slice = answer.body().file();
        if (slice.isEmpty()) {
            HttpPorts.write(request, answer);
            return;
        }
        HttpServerResponse response = request.response();
        answer.headers().forEach(response::putHeader);
        FileSlice part = slice.get();
        response.setStatusCode(answer.status())
                .putHeader("Content-Type", answer.body().mediaType())
                .sendFile(part.file().toAbsolutePath().toString(), part.first(), part.length())
                .onFailure(fault -> {
                    LOG.info("a file was not sent to its end: {}", fault.getMessage());
                    if (!response.headWritten()) {
                        request.fail(fault);
                    }
                });
    }
}
