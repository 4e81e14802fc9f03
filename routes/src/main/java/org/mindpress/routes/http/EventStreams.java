package org.mindpress.routes.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events, straight on the HTTP server: a Camel route would hold a thread for as long as a client listens. A timer asks the feed; no thread
 * waits. Thread-safe.
 */
final class EventStreams {
    static final String MEDIA_TYPE = "text/event-stream";

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int MOST_STREAMS = 100;
    private static final long LOOK_MILLIS = 1000;
    /** So often a silent client is told that somebody is there, and everyone is asked at the gate again. */
    private static final int HEARTBEAT_LOOKS = 10;

    private final FrontDoor door;
    private final AtomicInteger open = new AtomicInteger();

    EventStreams(FrontDoor door) {
        this.door = door;
    }

    void serve(Router router, Endpoint endpoint) {
        router.route(HttpMethod.valueOf(endpoint.verb().name()), endpoint.path().route())
                .handler(request -> request.vertx()
                        .executeBlocking(() -> door.answer(endpoint, request.request(), () -> ""), false)
                        .onSuccess(answer -> begin(request, endpoint, answer))
                        .onFailure(request::fail));
    }

    private void begin(RoutingContext request, Endpoint endpoint, ApiAnswer answer) {
        Optional<EventFeed> feed = answer.body().feed();
        if (feed.isEmpty()) {
            HttpPorts.write(request, answer);
        } else if (open.incrementAndGet() > MOST_STREAMS) {
            open.decrementAndGet();
            Problem full = Problem.of(
                            ApiAnswer.UNAVAILABLE,
                            MOST_STREAMS + " clients listen already; ask again and again instead")
                    .with("Retry-After", "60");
            HttpPorts.write(request, full.answer(request.request().path()));
        } else {
            HttpServerResponse response = request.response()
                    .setChunked(true)
                    .putHeader("Content-Type", MEDIA_TYPE)
                    .putHeader("Cache-Control", "no-store");
            Credentials shown = Credentials.of(request.request());
            new Stream(request.vertx(), response, feed.get(), () -> door.admits(endpoint, shown)).start();
        }
    }

    /** One client. All but the feed runs on the client's event loop. */
    private final class Stream {
        private final Vertx vertx;
        private final HttpServerResponse response;
        private final EventFeed feed;
        private final BooleanSupplier admitted;
        private long timer;
        private int looks;
        private boolean asking;

        Stream(Vertx vertx, HttpServerResponse response, EventFeed feed, BooleanSupplier admitted) {
            this.vertx = vertx;
            this.response = response;
            this.feed = feed;
            this.admitted = admitted;
        }

        void start() {
            timer = vertx.setPeriodic(LOOK_MILLIS, tick -> look());
            response.endHandler(over -> finish());
            response.closeHandler(gone -> finish());
            look();
        }

        private void look() {
            if (response.ended() || response.closed()) {
                finish();
                return;
            }
            // nothing is kept for a client that reads slowly: it hears the newest later
            if (asking || response.writeQueueFull()) {
                return;
            }
            asking = true;
            looks++;
            vertx.executeBlocking(this::news, false).onSuccess(this::tell).onFailure(fault -> {
                LOG.warn("a stream of events ends: {}", fault.getMessage());
                end();
            });
        }

        /** A token may be revoked, and a session end, while somebody listens. */
        private Optional<EventFeed.Event> news() throws IOException {
            if (looks % HEARTBEAT_LOOKS == 0 && !admitted.getAsBoolean()) {
                throw new IOException("its client may not listen any more");
            }
            return feed.next();
        }

        private void tell(Optional<EventFeed.Event> event) {
            asking = false;
            if (response.ended() || response.closed()) {
                return;
            }
            if (event.isPresent()) {
                response.write(event.get().text());
                if (event.get().last()) {
                    end();
                }
            } else if (looks % HEARTBEAT_LOOKS == 0) {
                response.write(":\n\n");
            }
        }

        private void end() {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        }

        private void finish() {
            if (vertx.cancelTimer(timer)) {
                open.decrementAndGet();
            }
        }
    }
}
