package org.mindpress.processors.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** A bucket on the embedded server, empty before every test. All test classes share one server. */
public final class EmbeddedBucket implements BeforeEachCallback {
    private Server server;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        server = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(EmbeddedBucket.class))
                .computeIfAbsent(Server.class, key -> Server.start(), Server.class);
        server.objects.delete(keys());
    }

    /** The store. */
    public ArtifactStore store() {
        return server.objects;
    }

    /** How another process reaches the store. */
    public StoreSettings settings() {
        return server.embedded.settings();
    }

    /** All keys, sorted. */
    public List<String> keys() throws IOException {
        return server.objects.list("").stream().map(StoredObject::key).toList();
    }

    /** Makes an object look as if it had been written that long before now by the server's clock. */
    public void age(String key, Duration age) throws IOException {
        Path file = server.folder.resolve("objects/mindpress").resolve(key);
        Files.setLastModifiedTime(
                file, FileTime.from(server.objects.serverTime().minus(age)));
    }

    private record Server(Path folder, EmbeddedStore embedded, S3ArtifactStore objects) implements AutoCloseable {
        static Server start() {
            try {
                Path folder = Files.createTempDirectory("bucket");
                EmbeddedStore embedded = EmbeddedStore.open(folder);
                return new Server(folder, embedded, S3ArtifactStore.of(embedded.settings()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            objects.close();
            embedded.close();
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
