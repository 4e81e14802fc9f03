package org.mindpress.routes.cli;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Server-sent events, line by line as they come, so that whoever waits for them can also wait for something else. One thread asks; the lines
 * come from the client's.
 */
final class ServerEvents implements AutoCloseable {
    private static final int OK = 200;
    private static final String DATA = "data:";

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final CompletableFuture<HttpResponse<Void>> answer;

    /**
     * Begins to listen. A service that answers with something else than events has none: {@link #next} tells so.
     *
     * @param request for the stream
     */
    ServerEvents(HttpClient http, HttpRequest request) {
        this.answer = http.sendAsync(
                request,
                head -> head.statusCode() == OK
                        ? HttpResponse.BodySubscribers.fromLineSubscriber(new Receiver())
                        : HttpResponse.BodySubscribers.discarding());
        CompletableFuture<?> unused = answer.whenComplete((over, fault) -> lines.add(Line.LAST));
    }

    /**
     * What came.
     *
     * @param text a line; empty between events and for a sign of life
     * @param last whether nothing comes any more: the stream has ended or broken off
     */
    record Line(String text, boolean last) {
        static final Line LAST = new Line("", true);

        /** Whether it says that the next event tells the end. */
        boolean isEnd() {
            return text.equals("event: end");
        }

        /** The JSON that an event carries; empty for any other line. */
        Optional<String> data() {
            return text.startsWith(DATA)
                    ? Optional.of(text.substring(DATA.length()).strip())
                    : Optional.empty();
        }
    }

    /** The next line; empty when none comes for that long. */
    Optional<Line> next(Duration wait) throws InterruptedException {
        return Optional.ofNullable(lines.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        answer.cancel(true);
    }

    /** Everything that comes is taken: a service tells at most once a second. */
    private final class Receiver implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String text) {
            lines.add(new Line(text, false));
        }

        @Override
        public void onError(Throwable fault) {
            lines.add(Line.LAST);
        }

        @Override
        public void onComplete() {
            lines.add(Line.LAST);
        }
    }
}
