package org.mindpress.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.ArtifactStoreContract;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.s3.CountedBytes;
import org.mindpress.storage.s3.S3ArtifactStore;

/** The contract on the embedded server, over loopback. */
final class EmbeddedArtifactStoreTest extends ArtifactStoreContract {
    @TempDir
    static Path storeFolder;

    private static EmbeddedStore server;
    private static S3ArtifactStore store;
    private static final CountedBytes COUNTED = new CountedBytes();

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedStore.open(storeFolder);
        store = S3ArtifactStore.of(server.settings(), CallLimits.DEFAULT, COUNTED);
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
        server.close();
    }

    @Override
    protected ArtifactStore store() {
        return store;
    }

    @Override
    protected void damage(String key, byte[] content) throws IOException {
        Files.write(file(key), content, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    protected void putForeign(String key, byte[] content) throws IOException {
        Files.createDirectories(file(key).getParent());
        Files.write(file(key), content);
    }

    private static Path file(String key) {
        return storeFolder.resolve("objects/mindpress").resolve(key);
    }

    @Test
    void theProbePassesAndLeavesNothing() throws IOException {
        store.probe();
        assertThat(store.list("mindpress-probe/")).isEmpty();
    }

    @Test
    void bytesOfContentAreCounted() throws IOException {
        byte[] content = new byte[1000];
        long read = COUNTED.read();
        long written = COUNTED.written();
        store.put("counted/a", content);
        store.create("counted/b", content);
        store.create("counted/b", content);
        store.read("counted/a");
        store.find("counted/none");
        assertThat(COUNTED.written() - written).isEqualTo(2000);
        assertThat(COUNTED.read() - read).isEqualTo(1000);
    }
}
