package org.mindpress.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.ObjectKeys;
import org.mindpress.storage.StoreUnavailableException;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.TransferListener;
import org.mindpress.storage.s3.S3ArtifactStore;

/** An owner that is killed while it writes leaves no half object behind. */
@Timeout(180)
final class KilledOwnerTest {
    private static final int SIZE_BYTES = 12 << 20;
    private static final int ROUNDS = 3;
    private static final CallLimits LIMITS = new CallLimits(
            Duration.ofSeconds(20), Duration.ofSeconds(60), 2, Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    Path folder;

    @TempDir
    Path work;

    @Test
    void killedInTheMiddleOfAPutTheObjectIsWholeOrAbsent(TestReporter reporter) throws Exception {
        byte[] content = new byte[SIZE_BYTES];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 + (i >> 9));
        }
        Path file = Files.write(work.resolve("weights"), content);
        int caught = 0;
        for (int round = 0; round < ROUNDS && caught == 0; round++) {
            String key = "killed/round-" + round + "/weights";
            killDuringUpload(key, file);
            if (!leftovers().isEmpty()) {
                caught++;
            }
            try (EmbeddedStore store = EmbeddedStore.open(folder);
                    S3ArtifactStore objects = S3ArtifactStore.of(store.settings())) {
                assertThat(store).isInstanceOf(EmbeddedStore.Owner.class);
                assertThat(leftovers()).isEmpty();
                for (StoredObject object : objects.list("killed/")) {
                    assertThat(objects.read(object.key())).isEqualTo(content);
                }
                objects.upload(key, file);
                assertThat(objects.read(key)).isEqualTo(content);
            }
        }
        reporter.publishEntry("kills that left a half-written object", Integer.toString(caught));
    }

    /** Kills the owner as soon as the server has begun a file for the object. */
    private void killDuringUpload(String key, Path file) throws Exception {
        try (StoreProcess owner = StoreProcess.opening(folder)) {
            assertThat(owner.says()).isEqualTo("owner");
            Path target = folder.resolve("objects/mindpress").resolve(key).getParent();
            Files.createDirectories(target);
            try (EmbeddedStore client = EmbeddedStore.open(folder);
                    S3ArtifactStore objects = S3ArtifactStore.of(client.settings(), LIMITS, TransferListener.NONE);
                    WatchService watch = target.getFileSystem().newWatchService()) {
                target.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                CompletableFuture<Object> upload = CompletableFuture.supplyAsync(() -> {
                    try {
                        return objects.upload(key, file);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                });
                WatchKey begun = watch.poll(60, TimeUnit.SECONDS);
                owner.kill();
                assertThat(begun).isNotNull();
                for (WatchEvent<?> event : begun.pollEvents()) {
                    assertThat(event.kind()).isEqualTo(StandardWatchEventKinds.ENTRY_CREATE);
                }
                Optional<Throwable> fault = upload.handle((written, thrown) -> Optional.ofNullable(thrown))
                        .get(60, TimeUnit.SECONDS);
                fault.ifPresent(thrown -> assertThat(thrown).hasCauseInstanceOf(StoreUnavailableException.class));
            }
        }
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve("objects"))) {
            return paths.filter(path -> ObjectKeys.endsInUuid(path.getFileName().toString()))
                    .toList();
        }
    }
}
