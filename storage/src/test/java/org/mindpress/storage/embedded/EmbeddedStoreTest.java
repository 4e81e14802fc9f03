package org.mindpress.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.s3.S3ArtifactStore;

/** Who owns a store folder, and what others learn of it. */
@Timeout(180)
final class EmbeddedStoreTest {
    @TempDir
    Path folder;

    @Test
    void theFirstOwnsAndTheSecondOfTheSameProcessIsItsClient() throws Exception {
        try (EmbeddedStore first = EmbeddedStore.open(folder)) {
            assertThat(first).isInstanceOf(EmbeddedStore.Owner.class);
            try (EmbeddedStore second = EmbeddedStore.open(folder)) {
                assertThat(second).isEqualTo(new EmbeddedStore.Client(first.endpoint()));
            }
            try (StoreProcess other = StoreProcess.opening(folder)) {
                assertThat(other.says())
                        .as("the lock outlives a client of the same process")
                        .isEqualTo("client");
                assertThat(objects(first)).contains("from/" + other.pid());
            }
        }
    }

    @Test
    void anOwnerThatClosesLeavesTheFolderToTheNext() throws Exception {
        StoreCredentials keys;
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            keys = store.endpoint().credentials();
        }
        assertThat(folder.resolve("endpoint.json")).doesNotExist();
        try (EmbeddedStore again = EmbeddedStore.open(folder)) {
            assertThat(again).isInstanceOf(EmbeddedStore.Owner.class);
            assertThat(again.endpoint().credentials()).isEqualTo(keys);
        }
    }

    @Test
    void aKilledOwnerIsSucceededAndItsObjectsStay() throws Exception {
        try (StoreProcess owner = StoreProcess.opening(folder)) {
            assertThat(owner.says()).isEqualTo("owner");
            try (EmbeddedStore client = EmbeddedStore.open(folder)) {
                assertThat(client).isInstanceOf(EmbeddedStore.Client.class);
                assertThat(client.endpoint().pid()).isEqualTo(owner.pid());
                assertThat(client.endpoint().ownerIsAlive()).isTrue();
            }
            owner.kill();
            assertThat(folder.resolve("endpoint.json")).exists();
            try (EmbeddedStore successor = EmbeddedStore.open(folder)) {
                assertThat(successor).isInstanceOf(EmbeddedStore.Owner.class);
                assertThat(objects(successor)).containsExactly("from/" + owner.pid());
            }
        }
    }

    @Test
    void ofTwoProcessesStartedTogetherOneOwnsAndBothWrite() throws Exception {
        try (StoreProcess one = StoreProcess.opening(folder);
                StoreProcess other = StoreProcess.opening(folder)) {
            assertThat(new String[] {one.says(), other.says()}).containsExactlyInAnyOrder("owner", "client");
            try (EmbeddedStore client = EmbeddedStore.open(folder)) {
                assertThat(objects(client)).containsExactlyInAnyOrder("from/" + one.pid(), "from/" + other.pid());
            }
        }
    }

    @Test
    void aLockWithoutEndpointIsWaitedForThenExplained() throws Exception {
        try (StoreProcess holder = StoreProcess.lockingOnly(folder)) {
            assertThat(holder.says()).isEqualTo("locked");
            StoreOpening opening = new StoreOpening(folder, Clock.systemUTC(), Duration.ofMillis(300));
            assertThatThrownBy(opening::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("owner.lock")
                    .hasMessageContaining("has not written")
                    .hasMessageContaining("Remedy");
            Files.writeString(
                    folder.resolve("endpoint.json"),
                    "{\"url\":\"http://127.0.0.1:1\",\"bucket\":\"mindpress\",\"accessKey\":\"a\",\"secretKey\":\"secret\","
                            + "\"pid\":" + ProcessHandle.current().pid()
                            + ",\"processStart\":\"2001-01-01T00:00:00Z\"}");
            assertThatThrownBy(opening::open).hasMessageContaining("is stale").hasMessageNotContaining("secret");
        }
    }

    @Test
    void aPortThatIsInUseIsNoObstacle() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    folder.resolve("endpoint.json"),
                    "{\"url\":\"http://127.0.0.1:" + stranger.getLocalPort() + "\",\"bucket\":\"mindpress\","
                            + "\"accessKey\":\"a\",\"secretKey\":\"b\",\"pid\":" + Integer.MAX_VALUE
                            + ",\"processStart\":\"2001-01-01T00:00:00Z\"}");
            try (EmbeddedStore store = EmbeddedStore.open(folder);
                    EmbeddedStore other = EmbeddedStore.open(folder.resolve("another"))) {
                assertThat(store).isInstanceOf(EmbeddedStore.Owner.class);
                assertThat(other).isInstanceOf(EmbeddedStore.Owner.class);
                assertThat(List.of(
                                stranger.getLocalPort(),
                                store.endpoint().url().getPort(),
                                other.endpoint().url().getPort()))
                        .doesNotHaveDuplicates();
                assertThat(objects(store)).isEmpty();
            }
        }
    }

    @Test
    void theOwnersServicesAreAnnounced() throws Exception {
        URI api = URI.create("http://127.0.0.1:8080");
        URI management = URI.create("http://127.0.0.1:8081");
        try (EmbeddedStore store = EmbeddedStore.open(folder)) {
            assertThat(store.endpoint().apiUrl()).isEmpty();
            ((EmbeddedStore.Owner) store)
                    .announce(
                            api,
                            management,
                            Optional.of(new ServiceSecret("shown-to-nobody")),
                            Optional.of("0123456789abcdef".repeat(4)));
            StoreEndpoint seen = EmbeddedStore.open(folder).endpoint();
            assertThat(seen.apiUrl()).contains(api);
            assertThat(seen.managementUrl()).contains(management);
            assertThat(seen.apiToken().orElseThrow().text()).isEqualTo("shown-to-nobody");
            assertThat(seen.apiCertificate()).contains("0123456789abcdef".repeat(4));
            assertThat(seen.toString()).doesNotContain("shown-to-nobody");
            assertThat(seen).isEqualTo(store.endpoint());
        }
    }

    @Test
    void onlyThisUserCanReadKeysAndOnlyLoopbackReachesTheServer() throws Exception {
        Path made = folder.resolve("deep/store");
        try (EmbeddedStore store = EmbeddedStore.open(made)) {
            for (String file : new String[] {"keys.json", "endpoint.json"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve(file))))
                        .as(file)
                        .isEqualTo("rw-------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
            String secret = store.endpoint().credentials().secretKey();
            assertThat(secret).matches("[0-9a-f]{60}");
            assertThat(store.endpoint().toString() + store.settings()).doesNotContain(secret);
            assertThat(store.endpoint().url().getHost()).isEqualTo("127.0.0.1");
            try (Socket socket = new Socket()) {
                InetSocketAddress other = new InetSocketAddress(
                        "127.0.0.2", store.endpoint().url().getPort());
                assertThatThrownBy(() -> socket.connect(other, 2000)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void damagedKeysAreExplained() throws Exception {
        Files.writeString(folder.resolve("keys.json"), "{\"accessKey\": \"a\"");
        assertThatThrownBy(() -> EmbeddedStore.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys.json")
                .hasMessageContaining("Remedy");
        Files.delete(folder.resolve("keys.json"));
        EmbeddedStore.open(folder).close();
    }

    @Test
    void aFileInPlaceOfTheFolderIsExplained() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> EmbeddedStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot make")
                .hasMessageContaining("Remedy");
    }

    @Test
    void aLaterProcessWithTheSamePidIsNotTheOwner() {
        StoreEndpoint own = endpoint(ProcessHandle.current().pid(), ProcessStart.ofThisProcess());
        assertThat(own.ownerIsAlive()).isTrue();
        assertThat(endpoint(own.pid(), own.processStart().minusSeconds(60)).ownerIsAlive())
                .isFalse();
        assertThat(endpoint(Integer.MAX_VALUE, own.processStart()).ownerIsAlive())
                .isFalse();
    }

    private static StoreEndpoint endpoint(long pid, Instant start) {
        return new StoreEndpoint(
                URI.create("http://127.0.0.1:1"),
                "mindpress",
                new StoreCredentials("a", "b"),
                pid,
                start,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Iterable<String> objects(EmbeddedStore store) throws IOException {
        try (S3ArtifactStore objects = S3ArtifactStore.of(store.settings())) {
            return objects.list("").stream().map(StoredObject::key).toList();
        }
    }
}
