package org.mindpress.routes.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamsTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** What the gate does from the second time on. */
    private enum Later {
        CANNOT_SAY,
        REFUSES
    }

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** All that a client hears of a feed that tells one thing at its first look, and its last at the look of that number. */
    private String hears(Later later, int last) throws Exception {
        Gate gate = (endpoint, shown) -> {
            if (asked.incrementAndGet() > 1) {
                switch (later) {
                    case CANNOT_SAY -> throw new IOException("the bucket is away");
                    case REFUSES -> throw new ApiFault(ApiAnswer.UNAUTHORIZED, "revoked");
                }
            }
            return Caller.LOOPBACK;
        };
        AtomicInteger looks = new AtomicInteger();
        EventFeed feed = () -> {
            int look = looks.incrementAndGet();
            return look == 1 || look == last
                    ? Optional.of(new EventFeed.Event("news", JsonNodeFactory.instance.numberNode(look), look == last))
                    : Optional.empty();
        };
        Endpoint endpoint = Endpoint.get("/news", "news")
                .summary("news")
                .answers(ApiAnswer.OK, "news", Content.of(EventStreams.MEDIA_TYPE))
                .by(request -> ApiAnswer.events(feed));
        Router router = Router.router(vertx);
        AtomicReference<Integer> audited = new AtomicReference<>();
        new EventStreams(new FrontDoor(gate, (row, path, caller, status) -> audited.set(status)))
                .serve(router, endpoint);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        String heard = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/news"))
                                .timeout(LIMIT)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(audited.get()).isEqualTo(ApiAnswer.OK);
        return heard;
    }

    @Test
    void aStreamEndsWithItsLastEvent() throws Exception {
        assertThat(hears(Later.REFUSES, 3)).isEqualTo("event: news\ndata: 1\n\nevent: news\ndata: 3\n\n");
        assertThat(asked).hasValue(1);
    }

    @Test
    void whoLosesTheirRightHearsNoMore() throws Exception {
        assertThat(hears(Later.REFUSES, 14)).isEqualTo("event: news\ndata: 1\n\n");
    }

    @Test
    void aBucketThatIsAwayEndsNoStream() throws Exception {
        String all = "event: news\ndata: 1\n\n:\n\nevent: news\ndata: 12\n\n";

        assertThat(hears(Later.CANNOT_SAY, 12)).isEqualTo(all);
        assertThat(asked).hasValue(2);
    }
}
