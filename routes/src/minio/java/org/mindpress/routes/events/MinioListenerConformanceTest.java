package org.mindpress.routes.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.routes.service.SmallPress;
import org.mindpress.storage.s3.RealMinio;
import org.mindpress.storage.s3.S3ArtifactStore;
import org.mindpress.storage.s3.S3ChangeFeed;

/** A real MinIO: it has notifications, but not at once, so they are not relied on. */
@Tag("conformance")
class MinioListenerConformanceTest {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private final Queue<Boolean> heard = new ConcurrentLinkedQueue<>();

    private long count(boolean value) {
        return heard.stream().filter(state -> state == value).count();
    }

    @Test
    void aServerThatHoldsItsNotificationsBackIsFoundOut(@TempDir Path folder) throws Exception {
        try (RealMinio server = RealMinio.start(Files.createDirectory(folder.resolve("server")));
                S3ArtifactStore bucket = S3ArtifactStore.of(server.settings());
                DataListener listener = new DataListener(
                        S3ChangeFeed.of(server.settings()), bucket, changed::addAll, heard::add, PAUSE)) {
            listener.start();
            SmallPress.until("it is given up", () -> count(false) == 2);
            assertThat(heard).containsExactly(false, false);
            assertThat(changed).isEmpty();
            SmallPress.until(
                    "the probes are gone", () -> bucket.list("datasets/.probe/").isEmpty());
        }
    }
}
