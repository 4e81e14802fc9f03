package org.mindpress.routes.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.s3.S3ArtifactStore;

/** An empty bucket whose objects may be older than they are. */
record ScratchBucket(Path folder, EmbeddedStore embedded, S3ArtifactStore objects) implements AutoCloseable {
    static ScratchBucket open(Path folder) throws IOException {
        EmbeddedStore embedded = EmbeddedStore.open(folder);
        S3ArtifactStore objects = S3ArtifactStore.of(embedded.settings());
        objects.probe();
        return new ScratchBucket(folder, embedded, objects);
    }

    ArtifactStore store() {
        return objects;
    }

    List<String> keys() throws IOException {
        return objects.list("").stream().map(StoredObject::key).toList();
    }

    /** Makes an object look as if it had been written that long before now by the server's clock. */
    void age(String key, Duration age) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("objects/mindpress").resolve(key),
                FileTime.from(objects.serverTime().minus(age)));
    }

    @Override
    public void close() throws IOException {
        objects.close();
        embedded.close();
    }
}
