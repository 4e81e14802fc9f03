package org.mindpress.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.CredentialsRefusedException;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.StoreUnavailableException;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.TransferListener;

/** Bad luck with a real MinIO: wrong keys, no bucket, and a server that is killed in the middle. */
@Tag("conformance")
@Timeout(120)
final class MinioFaultsConformanceTest {
    private static final CallLimits PATIENT = new CallLimits(
            Duration.ofSeconds(20), Duration.ofSeconds(60), 8, Duration.ofMillis(50), Duration.ofSeconds(2));
    private static final CallLimits SHORT = new CallLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(10), 3, Duration.ofMillis(1), Duration.ofMillis(4));
    private static final int LARGE_BYTES = 24 << 20;
    private static final int SOME_BYTES = 5_000;

    @TempDir
    private Path folder = Path.of("");

    private RealMinio server;

    private interface StoreCall {
        Object on(S3ArtifactStore store) throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        server = RealMinio.start(Files.createDirectory(folder.resolve("server")));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private List<StoreCall> everyCall() throws IOException {
        Path small = Files.writeString(folder.resolve("small"), "content");
        Path large = Files.write(folder.resolve("large"), new byte[LARGE_BYTES]);
        return List.of(
                store -> store.create("a", new byte[1]),
                store -> store.put("a", new byte[1]),
                store -> store.upload("a", small),
                store -> store.upload("a", large),
                store -> store.read("a"),
                store -> store.find("a"),
                store -> store.download("a", folder.resolve("target")),
                store -> store.stat("a"),
                store -> store.list("a/"),
                store -> store.folders("a/"),
                store -> {
                    store.delete(List.of("a"));
                    return "deleted";
                },
                S3ArtifactStore::serverTime);
    }

    private S3ArtifactStore store(CallLimits limits) {
        return S3ArtifactStore.of(server.settings(), limits, TransferListener.NONE);
    }

    private S3ArtifactStore store(StoreSettings settings) {
        return S3ArtifactStore.of(settings, SHORT, TransferListener.NONE);
    }

    private S3ArtifactStore through(CuttingProxy proxy) {
        StoreSettings direct = server.settings();
        return S3ArtifactStore.of(
                new StoreSettings(proxy.url(), direct.bucket(), direct.region(), direct.credentials()),
                PATIENT,
                TransferListener.NONE);
    }

    /** What a machine does that loses power and comes back. */
    private void loseServer() {
        try {
            server.kill();
            server.restart();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("the server did not come back", e);
        }
    }

    @Test
    void wrongKeysAreRefusedByEveryCallAndNeverShown() throws IOException {
        StoreSettings right = server.settings();
        for (StoreCredentials wrong : List.of(
                new StoreCredentials(right.credentials().accessKey(), "very-secret-key"),
                new StoreCredentials("somebody-else", "very-secret-key"))) {
            try (S3ArtifactStore store =
                    store(new StoreSettings(right.endpoint(), right.bucket(), right.region(), wrong))) {
                for (StoreCall call : everyCall()) {
                    assertThatThrownBy(() -> call.on(store))
                            .isInstanceOf(CredentialsRefusedException.class)
                            .hasMessageContaining("credentials refused")
                            .hasMessageNotContaining("very-secret-key");
                }
                assertThatThrownBy(store::probe).isInstanceOf(CredentialsRefusedException.class);
            }
        }
        try (S3ArtifactStore store = store(SHORT)) {
            assertThat(store.list("")).isEmpty();
        }
    }

    @Test
    void aMissingBucketIsNamedAndNotMade() throws IOException {
        StoreSettings right = server.settings();
        try (S3ArtifactStore store =
                store(new StoreSettings(right.endpoint(), "elsewhere", right.region(), right.credentials()))) {
            for (int round = 0; round < 2; round++) {
                assertThatThrownBy(store::probe)
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessageContaining("elsewhere")
                        .hasMessageContaining("no such bucket");
                for (StoreCall write : everyCall().subList(0, 4)) {
                    assertThatThrownBy(() -> write.on(store)).hasMessageContaining("no such bucket");
                }
                assertThatThrownBy(() -> store.read("a")).hasMessageContaining("no such bucket");
                assertThatThrownBy(() -> store.list("")).hasMessageContaining("no such bucket");
                assertThatThrownBy(() -> store.delete(List.of("a"))).hasMessageContaining("no such bucket");
            }
        }
    }

    @Test
    void aServerThatIsGoneIsCalledUnavailableByEveryCall() throws Exception {
        List<StoreCall> calls = everyCall();
        try (S3ArtifactStore store = store(SHORT)) {
            store.put("a", new byte[1]);
            server.kill();
            for (StoreCall call : calls) {
                assertThatThrownBy(() -> call.on(store))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining(server.settings().endpoint().toString());
            }
            assertThat(folder.resolve("target")).doesNotExist();
            server.restart();
            assertThat(store.read("a")).hasSize(1);
        }
    }

    @Test
    void aServerThatDiesInTheMiddleOfAnAnswerIsAskedAgain() throws Exception {
        byte[] content = content();
        try (CuttingProxy proxy = new CuttingProxy(server.settings().endpoint().getPort());
                S3ArtifactStore store = through(proxy)) {
            store.put("large", content);
            proxy.cut(1, SOME_BYTES, this::loseServer);
            assertThat(store.read("large")).isEqualTo(content);
            assertThat(proxy.cutsLeft()).isZero();
            proxy.cut(1, SOME_BYTES, this::loseServer);
            store.download("large", folder.resolve("back"), Sha256.of(content));
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(folder.resolve("back")).hasBinaryContent(content);
        }
    }

    @Test
    void aWriteWhoseServerDiedBeforeItsAnswerIsThereOnce() throws Exception {
        Path file = Files.write(folder.resolve("sent"), content());
        try (CuttingProxy proxy = new CuttingProxy(server.settings().endpoint().getPort());
                S3ArtifactStore store = through(proxy)) {
            store.serverTime();
            proxy.cut(1, 0, this::loseServer);
            assertThat(store.create("lost/answer", new byte[] {1})).isTrue();
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(store.create("lost/answer", new byte[] {2})).isFalse();
            assertThat(store.read("lost/answer")).containsExactly(1);
            proxy.cut(1, 0, this::loseServer);
            store.upload("lost/parts", file);
            assertThat(proxy.cutsLeft()).isZero();
            assertThat(store.read("lost/parts")).isEqualTo(content());
            assertThat(store.list("")).extracting(StoredObject::key).containsExactly("lost/answer", "lost/parts");
        }
    }

    private static byte[] content() {
        byte[] content = new byte[LARGE_BYTES];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i ^ (i >> 8) ^ (i >> 16));
        }
        return content;
    }
}
