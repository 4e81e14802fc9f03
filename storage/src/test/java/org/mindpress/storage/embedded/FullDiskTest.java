package org.mindpress.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreFullException;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.TransferListener;
import org.mindpress.storage.s3.S3ArtifactStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The embedded server on a disk that fills up in the middle of an object. */
@Timeout(60)
final class FullDiskTest {
    private static final StoreCredentials KEYS = new StoreCredentials("account", "very-secret-key");
    private static final CallLimits LIMITS = new CallLimits(
            Duration.ofSeconds(20), Duration.ofSeconds(20), 3, Duration.ofMillis(1), Duration.ofMillis(1));
    private static final int ROOM_BYTES = 1000;

    @TempDir
    Path folder;

    private final AtomicBoolean full = new AtomicBoolean();
    private S3Proxy server;
    private S3ArtifactStore store;

    @BeforeEach
    void start() throws Exception {
        Path objects = folder.resolve("objects");
        Files.createDirectories(objects.resolve(StoreFolder.BUCKET));
        server = S3Proxy.builder()
                .blobStore(new SpeakingBlobStore(new Disk(new FilesystemNio2BlobStore(objects.toString()), full)))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEYS.accessKey(), KEYS.secretKey())
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
        store = S3ArtifactStore.of(
                new StoreSettings(
                        URI.create("http://127.0.0.1:" + server.getPort()),
                        StoreFolder.BUCKET,
                        StoreSettings.DEFAULT_REGION,
                        KEYS),
                LIMITS,
                TransferListener.NONE);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.stop();
    }

    @Test
    void aWriteIsRefusedAsFullAndTheFormerObjectStays() throws IOException {
        store.put("runs/a/model", new byte[] {1, 2, 3});
        full.set(true);
        assertThatThrownBy(() -> store.put("runs/a/model", new byte[4 * ROOM_BYTES]))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("runs/a/model")
                .hasMessageNotContaining(KEYS.secretKey());
        assertThat(store.read("runs/a/model")).containsExactly(1, 2, 3);
        assertThat(files()).containsExactly("runs/a/model");
    }

    @Test
    void aCreateThatFoundNoRoomLeavesItsKeyFree() throws IOException {
        full.set(true);
        assertThatThrownBy(() -> store.create("runs/a/manifest.json", new byte[4 * ROOM_BYTES]))
                .isInstanceOf(StoreFullException.class);
        assertThat(files()).isEmpty();
        full.set(false);
        assertThat(store.create("runs/a/manifest.json", new byte[4 * ROOM_BYTES]))
                .isTrue();
    }

    @Test
    void anUploadThatFoundNoRoomIsNoObject() throws IOException {
        Path file = Files.write(folder.resolve("weights"), new byte[12 << 20]);
        full.set(true);
        assertThatThrownBy(() -> store.upload("runs/a/weights", file)).isInstanceOf(StoreFullException.class);
        assertThat(store.stat("runs/a/weights")).isEmpty();
        full.set(false);
        store.upload("runs/a/weights", file);
        assertThat(store.list("")).extracting(StoredObject::key).containsExactly("runs/a/weights");
    }

    /** Objects in the bucket's folder, parts of unfinished uploads aside: those go with the sweep. */
    private List<String> files() throws IOException {
        Path bucket = folder.resolve("objects").resolve(StoreFolder.BUCKET);
        try (Stream<Path> paths = Files.walk(bucket)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> bucket.relativize(path).toString())
                    .toList();
        }
    }

    /** Breaks off as a file system without room does. */
    private static final class Disk extends ForwardingBlobStore {
        private final AtomicBoolean full;

        Disk(BlobStore delegate, AtomicBoolean full) {
            super(delegate);
            this.full = full;
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
            return super.putBlob(request, onDisk(content));
        }

        @Override
        public UploadPartResponse uploadMultipartPart(
                MultipartUpload upload, UploadPartRequest request, InputStream content) {
            return super.uploadMultipartPart(upload, request, onDisk(content));
        }

        private InputStream onDisk(InputStream content) {
            return full.get() ? new Filling(content) : content;
        }
    }

    private static final class Filling extends FilterInputStream {
        private int room = ROOM_BYTES;

        Filling(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int count = super.read(target, offset, Math.min(length, room));
            room -= Math.max(count, 0);
            return count;
        }
    }
}
