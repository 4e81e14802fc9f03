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
    /** A line of the MinIO of February 2026: the key is as it is. */
    private static final String EVENT = """
            {"Records":[{"eventVersion":"2.0","eventSource":"minio:s3","awsRegion":"","eventTime":"2026-11-27T03:52:01.469Z",\
            "eventName":"s3:ObjectCreated:Put","userIdentity":{"principalId":"m"},"requestParameters":{"principalId":"m","region":"",\
            "sourceIPAddress":"127.0.0.1"},"responseElements":{"x-amz-id-2":"5945f13c","x-amz-request-id":"18EBCA7E944E440A",\
            "x-minio-deployment-id":"a191c958-5f5b-4bdf-83e1-c11107fad60a","x-minio-origin-endpoint":"http://127.0.0.1:9000"},\
            "s3":{"s3SchemaVersion":"1.0","configurationId":"Config","bucket":{"name":"mindpress","ownerIdentity":{"principalId":"m"},\
            "arn":"arn:aws:s3:::mindpress"},"object":{"key":"datasets/a\\u0026b c+d%25/_READY","size":1,"eTag":"93b885ad",\
            "contentType":"application/octet-stream","userMetadata":{"X-Amz-Meta-Sha256":"6e340b9c",\
            "content-type":"application/octet-stream"},"sequencer":"18EBCA7E94720E0E"}},"source":{"host":"127.0.0.1","port":"",\
            "userAgent":"MinIO (Linux; amd64) minio-java/9.0.4"}}]}
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
        assertThat(keys).containsExactly("datasets/a&b c+d%25/_READY", "datasets/a&b c+d%25/_READY");
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
