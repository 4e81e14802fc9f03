package org.mindpress.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreSettings;

/** Against a server that answers as MinIO does: signs of life and events, a line each, without an end. */
class S3ChangeFeedTest {
    private static final String EVENT = """
            {"EventName":"s3:ObjectCreated:Put","Key":"mindpress/datasets/a/_READY","Records":[{"eventVersion":"2.0",\
            "eventSource":"minio:s3","awsRegion":"","eventTime":"2026-11-27T01:00:00.000Z","eventName":"s3:ObjectCreated:Put",\
            "userIdentity":{"principalId":"m"},"requestParameters":{},"responseElements":{},"s3":{"s3SchemaVersion":"1.0",\
            "configurationId":"Config","bucket":{"name":"mindpress","ownerIdentity":{"principalId":"m"},"arn":"arn:aws:s3:::mindpress"},\
            "object":{"key":"datasets%2Fa%2F_READY","size":1,"eTag":"e","sequencer":"1"}},"source":{"host":"","port":"","userAgent":""}}]}
            """.strip() + "\n";

    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> queries = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private List<String> lines = List.of();
    private boolean ends;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            queries.add(exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (String line : lines) {
                    body.write(line.getBytes(StandardCharsets.UTF_8));
                    body.flush();
                }
                answered.countDown();
                if (!ends) {
                    end.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private S3ChangeFeed feed() {
        return S3ChangeFeed.of(new StoreSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "mindpress",
                StoreSettings.DEFAULT_REGION,
                new StoreCredentials("someaccesskey", "somesecretkey")));
    }

    @Test
    void handsOverKeysBetweenSignsOfLife() throws Exception {
        lines = List.of("{\"Records\":null}\n", EVENT, "{\"Records\":null}\n", EVENT);
        ends = true;
        ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();
        try (S3ChangeFeed feed = feed()) {
            feed.listen("datasets/", keys::add);
        }
        assertThat(keys).containsExactly("datasets%2Fa%2F_READY", "datasets%2Fa%2F_READY");
        assertThat(queries).hasSize(1);
        assertThat(queries.peek())
                .contains("prefix=datasets/", "events=s3:ObjectCreated:*", "events=s3:ObjectRemoved:*", "ping=");
    }

    @Test
    void anInterruptEndsACallThatWaitsForEvents() throws Exception {
        lines = List.of("{\"Records\":null}\n");
        try (S3ChangeFeed feed = feed()) {
            Future<?> listening = threads.submit(() -> {
                feed.listen("datasets/", key -> {});
                return null;
            });
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            feed.interrupt();
            // cut off between two lines the stream may look as if the server had ended it
            try {
                listening.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void anAnswerThatIsNoEventIsAFault() {
        lines = List.of("<ListBucketResult></ListBucketResult>");
        ends = true;
        try (S3ChangeFeed feed = feed()) {
            assertThatThrownBy(() -> feed.listen("datasets/", key -> {})).isInstanceOf(IOException.class);
        }
    }
}
