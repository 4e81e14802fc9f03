package org.mindpress.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.ArtifactStoreContract;
import org.mindpress.storage.MissingObjectException;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoredObject;

/** The contract on a real MinIO, and what only such a server has: links that it checks, and former versions of objects. */
@Tag("conformance")
final class MinioArtifactStoreConformanceTest extends ArtifactStoreContract {
    private static final int PARTIAL_CONTENT = 206;
    private static final int FORBIDDEN = 403;

    private static RealMinio server;
    private static S3ArtifactStore store;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = RealMinio.start(folder);
        store = S3ArtifactStore.of(server.settings());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            store.close();
            server.close();
        }
    }

    @Override
    protected ArtifactStore store() {
        return store;
    }

    @Override
    protected void damage(String key, byte[] content) throws IOException {
        server.put(key, content, Map.of(S3ArtifactStore.SHA256_KEY, Sha256.of(store.read(key))));
    }

    @Override
    protected void putForeign(String key, byte[] content) throws IOException {
        server.put(key, content, Map.of());
    }

    @Test
    void theProbePassesAndLeavesNothing() throws IOException {
        store.probe();
        assertThat(store.list("mindpress-probe/")).isEmpty();
    }

    @Test
    void aSignedLinkOpensOneObjectAndNothingElse() throws Exception {
        String key = "released/größe + more/deployment.mindir";
        byte[] content = {1, 2, 3, 4};
        store.put(key, content);
        store.put("released/other", content);
        URI link = new SignedLinks(server.settings()).link(key, Duration.ofMinutes(1));

        assertThat(fetch(link.toString(), "bytes=0-").body()).isEqualTo(content);
        HttpResponse<byte[]> part = fetch(link.toString(), "bytes=1-2");
        assertThat(part.statusCode()).isEqualTo(PARTIAL_CONTENT);
        assertThat(part.body()).containsExactly(2, 3);
        String other = new SignedLinks(server.settings())
                .link("released/other", Duration.ofMinutes(1))
                .getRawPath();
        assertThat(fetch(link.toString().replace(link.getRawPath(), other), "bytes=0-")
                        .statusCode())
                .isEqualTo(FORBIDDEN);
        assertThat(fetch(link.toString().replace("X-Amz-Expires=60", "X-Amz-Expires=61"), "bytes=0-")
                        .statusCode())
                .isEqualTo(FORBIDDEN);
        assertThat(fetch(server.settings().endpoint() + link.getRawPath(), "bytes=0-")
                        .statusCode())
                .isEqualTo(FORBIDDEN);
    }

    private static HttpResponse<byte[]> fetch(String link, String range) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(link))
                                .header("Range", range)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void whereFormerVersionsAreKeptTheNewestCounts(@TempDir Path folder) throws Exception {
        try (RealMinio versioned = RealMinio.start(folder);
                S3ArtifactStore kept = S3ArtifactStore.of(versioned.settings())) {
            versioned.keepVersions();
            assertThat(kept.create("a/once", new byte[] {1})).isTrue();
            assertThat(kept.create("a/once", new byte[] {2})).isFalse();
            kept.put("a/beat", new byte[] {1});
            kept.put("a/beat", new byte[] {2});
            assertThat(kept.read("a/beat")).containsExactly(2);
            assertThat(kept.list("a/")).extracting(StoredObject::key).containsExactly("a/beat", "a/once");

            kept.delete(List.of("a/once", "a/beat"));
            assertThat(kept.list("")).isEmpty();
            assertThat(kept.stat("a/once")).isEmpty();
            assertThat(kept.find("a/once")).isEmpty();
            assertThatThrownBy(() -> kept.read("a/once")).isInstanceOf(MissingObjectException.class);
            assertThat(kept.create("a/once", new byte[] {3})).isTrue();
            assertThat(kept.create("a/once", new byte[] {4})).isFalse();
            assertThat(kept.read("a/once")).containsExactly(3);
            kept.probe();
        }
    }
}
