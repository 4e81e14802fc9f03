package org.mindpress.routes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.routes.service.SmallPress;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.ChangeFeed;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;
import org.mindpress.storage.s3.S3ChangeFeed;

class DataListenerTest {
    private static final Duration BRIEF = Duration.ofMillis(20);
    /** Long enough for a server that tells at once on a busy machine. */
    private static final Duration PATIENT = Duration.ofMillis(500);

    private static final String ODD = "größe + 50%25";

    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private final Queue<Boolean> heard = new ConcurrentLinkedQueue<>();

    private enum Manner {
        AT_ONCE,
        NEVER,
        /** Of a change when the next one is there: it holds back what it has to tell. */
        ONE_BEHIND
    }

    /** Tells of what it finds in the bucket; connections can be cut. */
    private static final class LookingFeed implements ChangeFeed {
        private final ArtifactStore bucket;
        private final Manner manner;
        private List<String> heldBack = List.of();
        private final AtomicInteger connections = new AtomicInteger();
        private volatile boolean cut;
        private volatile boolean closed;

        LookingFeed(ArtifactStore bucket, Manner manner) {
            this.bucket = bucket;
            this.manner = manner;
        }

        @Override
        public void listen(String prefix, Consumer<String> keys) throws IOException {
            connections.incrementAndGet();
            cut = false;
            Set<String> known = keys(prefix);
            while (!cut && !closed) {
                Set<String> found = keys(prefix);
                List<String> news = new ArrayList<>();
                found.stream().filter(key -> !known.contains(key)).forEach(news::add);
                known.stream().filter(key -> !found.contains(key)).forEach(news::add);
                known.clear();
                known.addAll(found);
                tell(news, keys);
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            throw new IOException("cut");
        }

        /** What is found in one look belongs together: part of it is not held back alone. */
        private void tell(List<String> news, Consumer<String> keys) {
            if (manner == Manner.AT_ONCE) {
                news.forEach(keys);
            } else if (manner == Manner.ONE_BEHIND && !news.isEmpty()) {
                heldBack.forEach(keys);
                heldBack = news;
            }
        }

        private Set<String> keys(String prefix) throws IOException {
            return bucket.list(prefix).stream().map(StoredObject::key).collect(Collectors.toCollection(HashSet::new));
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

    private DataListener listener(ChangeFeed feed, ArtifactStore bucket, Duration pause) {
        return new DataListener(feed, bucket, changed::addAll, heard::add, pause);
    }

    private long count(boolean value) {
        return heard.stream().filter(state -> state == value).count();
    }

    @Test
    void aServerThatTellsOfTheProbeIsHeardAndConnectedAgain(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings())) {
            LookingFeed feed = new LookingFeed(bucket, Manner.AT_ONCE);
            bucket.put("datasets/.probe/left/by a killed process", new byte[] {1});
            try (DataListener listener = listener(feed, bucket, PATIENT)) {
                listener.start();
                SmallPress.until("the probe is heard", () -> count(true) == 1);
                bucket.put("datasets/" + ODD + "/images", new byte[] {1});
                SmallPress.until("the change is heard", () -> changed.contains(ODD));
                assertThat(changed).doesNotContain(".probe");

                feed.interrupt();
                SmallPress.until("the server is heard again", () -> count(true) == 2);
                assertThat(feed.connections.get()).isGreaterThan(1);
                SmallPress.until(
                        "the probes are gone",
                        () -> bucket.list("datasets/.probe/").isEmpty());
            }
            assertThat(threads()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"NEVER", "ONE_BEHIND"})
    void aServerThatDoesNotTellAtOnceIsGivenUp(Manner manner, @TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder);
                S3ArtifactStore bucket = S3ArtifactStore.of(store.settings())) {
            LookingFeed feed = new LookingFeed(bucket, manner);
            try (DataListener listener = listener(feed, bucket, BRIEF)) {
                listener.start();
                SmallPress.until("it is given up", () -> count(false) == 2);
                assertThat(heard).containsExactly(false, false);
                assertThat(feed.connections).hasValue(1);
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
                DataListener listener = listener(S3ChangeFeed.of(store.settings()), bucket, BRIEF)) {
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
