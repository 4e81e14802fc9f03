package org.mindpress.routes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.ChangeFeed;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import org.mindpress.storage.s3.S3ChangeFeed;

class DataListenerTest {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private final Queue<Boolean> heard = new ConcurrentLinkedQueue<>();

    /** Tells of what it finds in the bucket, unless it is deaf; the first connections can be cut. */
    private static final class LookingFeed implements ChangeFeed {
        private final ArtifactStore bucket;
        private final boolean deaf;
        private final AtomicInteger connections = new AtomicInteger();
        private volatile boolean cut;
        private volatile boolean closed;

        LookingFeed(ArtifactStore bucket, boolean deaf) {
            this.bucket = bucket;
            this.deaf = deaf;
        }

        @Override
        public void listen(String prefix, Consumer<String> keys) throws IOException {
            connections.incrementAndGet();
            cut = false;
            Set<String> known = new HashSet<>();
            bucket.list(prefix).forEach(object -> known.add(object.key()));
            while (!cut && !closed) {
                for (StoredObject object : bucket.list(prefix)) {
                    if (known.add(object.key()) && !deaf) {
                        keys.accept(URLEncoder.encode(object.key(), StandardCharsets.UTF_8));
                    }
                }
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            throw new IOException("cut");
        }

        @Override
        public void interrupt() {
            cut = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private DataListener listener(ChangeFeed feed, ArtifactStore bucket) {
        return new DataListener(feed, bucket, changed::addAll, heard::add, PAUSE);
    }

    private long count(boolean value) {
        return heard.stream().filter(state -> state == value).count();
    }

    @Test
    void aServerThatTellsOfTheProbeIsHeardAndConnectedAgain(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings())) {
            LookingFeed feed = new LookingFeed(bucket, false);
            try (DataListener listener = listener(feed, bucket)) {
                listener.start();
                SmallPress.until("the probe is heard", () -> count(true) == 1);
                bucket.put("datasets/some set/images", new byte[] {1});
                SmallPress.until("the change is heard", () -> changed.contains("some set"));
                assertThat(changed).doesNotContain(".probe");

                feed.interrupt();
                SmallPress.until("the server is heard again", () -> count(true) == 2);
                assertThat(feed.connections.get()).isGreaterThan(1);
            }
            SmallPress.until(
                    "the probes are gone", () -> bucket.list("datasets/.probe/").isEmpty());
            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void aServerThatTellsNothingIsGivenUp(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings())) {
            LookingFeed deaf = new LookingFeed(bucket, true);
            try (DataListener listener = listener(deaf, bucket)) {
                listener.start();
                SmallPress.until("it is given up", () -> count(false) == 2);
                assertThat(heard).containsExactly(false, false);
                assertThat(deaf.connections).hasValue(1);
                SmallPress.until(
                        "the probes are gone",
                        () -> bucket.list("datasets/.probe/").isEmpty());
            }
        }
    }

    @Test
    void theEmbeddedServerIsFoundToHaveNoNotifications(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings());
                DataListener listener = listener(S3ChangeFeed.of(store.settings()), bucket)) {
            listener.start();
            SmallPress.until("it is given up", () -> count(false) == 2);
            assertThat(heard).containsExactly(false, false);
            assertThat(changed).isEmpty();
        }
    }

    private static List<String> threads() throws Exception {
        SmallPress.until("the threads have ended", () -> running().isEmpty());
        return running();
    }

    private static List<String> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.equals("data-listener"))
                .toList();
    }
}
