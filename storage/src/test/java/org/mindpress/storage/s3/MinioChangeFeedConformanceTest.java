package org.mindpress.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreSettings;

/** The notifications that a real MinIO sends to listeners. */
@Tag("conformance")
@Timeout(120)
final class MinioChangeFeedConformanceTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FILLING = "datasets/.filling";
    private static final String ODD = "datasets/größe 模型/with space+plus%25percent&'quote'.png";
    private static final int TRIES = 100;

    private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RealMinio server;
    private S3ArtifactStore store;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = RealMinio.start(folder);
        store = S3ArtifactStore.of(server.settings());
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        if (server != null) {
            store.close();
            server.close();
        }
    }

    private Future<?> listening(S3ChangeFeed feed) {
        return threads.submit(() -> {
            feed.listen("datasets/", keys::add);
            return null;
        });
    }

    /**
     * Waits for a key that is told of. The server holds back what it has to tell until 4 KiB are together, and does not say when it begins; so more
     * objects are written until it speaks.
     */
    private void untilToldOf(String key) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            String told = keys.poll(200, TimeUnit.MILLISECONDS);
            if (told == null) {
                store.put(FILLING, new byte[1]);
            } else if (!told.equals(FILLING)) {
                assertThat(told).isEqualTo(key);
                return;
            } else if (key.equals(FILLING)) {
                return;
            }
        }
        throw new AssertionError("the server did not tell of " + key);
    }

    @Test
    void tellsOfEveryObjectBelowThePrefixThatIsWrittenOrRemoved() throws Exception {
        try (S3ChangeFeed feed = S3ChangeFeed.of(server.settings())) {
            Future<?> listening = listening(feed);
            untilToldOf(FILLING);
            for (String key : List.of("datasets/a/_READY", ODD)) {
                assertThat(store.create(key, new byte[1])).isTrue();
                untilToldOf(key);
            }
            store.put("datasets/a/parts", new byte[20 << 20]);
            untilToldOf("datasets/a/parts");
            store.put("runs/a", new byte[1]);
            store.read("datasets/a/_READY");
            store.delete(List.of("datasets/a/_READY"));
            untilToldOf("datasets/a/_READY");
            assertThat(listening).isNotDone();
        }
    }

    @Test
    void theDeathOfTheServerEndsTheListening() throws Exception {
        try (S3ChangeFeed feed = S3ChangeFeed.of(server.settings())) {
            Future<?> listening = listening(feed);
            untilToldOf(FILLING);
            server.kill();
            endsWithinTheLimit(listening);
            assertThatThrownBy(() -> feed.listen("datasets/", key -> {})).isInstanceOf(IOException.class);

            server.restart();
            Future<?> again = listening(feed);
            untilToldOf(FILLING);
            assertThat(again).isNotDone();
        }
    }

    @Test
    void anInterruptEndsTheListening() throws Exception {
        try (S3ChangeFeed feed = S3ChangeFeed.of(server.settings())) {
            Future<?> listening = listening(feed);
            untilToldOf(FILLING);
            feed.interrupt();
            endsWithinTheLimit(listening);
        }
    }

    /** As a fault, or as if the server had ended the stream: it may be cut off between two lines. */
    private static void endsWithinTheLimit(Future<?> listening) throws Exception {
        try {
            listening.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void wrongKeysAndAMissingBucketAreFaults() {
        StoreSettings right = server.settings();
        StoreCredentials wrong = new StoreCredentials(right.credentials().accessKey(), "very-secret-key");
        for (StoreSettings settings : List.of(
                new StoreSettings(right.endpoint(), right.bucket(), right.region(), wrong),
                new StoreSettings(right.endpoint(), "elsewhere", right.region(), right.credentials()))) {
            try (S3ChangeFeed feed = S3ChangeFeed.of(settings)) {
                assertThatThrownBy(() -> feed.listen("datasets/", key -> {}))
                        .isInstanceOf(IOException.class)
                        .hasMessageNotContaining("very-secret-key");
            }
        }
    }
}
