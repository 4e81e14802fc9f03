package org.mindpress.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.CorruptObjectException;
import org.mindpress.storage.CredentialsRefusedException;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreFullException;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.StoreUnavailableException;
import org.mindpress.storage.TransferListener;
import org.mindpress.storage.embedded.EmbeddedStore;

/** Bad luck on the way to the server: what is tried again, how often, and what is said in the end. */
@Timeout(60)
final class StoreFaultsTest {
    private static final StoreCredentials KEYS = new StoreCredentials("account", "very-secret-key");
    private static final CallLimits SHORT = new CallLimits(
            Duration.ofMillis(500), Duration.ofSeconds(5), 3, Duration.ofMillis(1), Duration.ofMillis(4));
    private static final CallLimits IMPATIENT = new CallLimits(
            Duration.ofMillis(200), Duration.ofMillis(200), 2, Duration.ofMillis(1), Duration.ofMillis(4));
    private static final CallLimits QUICK = new CallLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(20), 4, Duration.ofMillis(1), Duration.ofMillis(4));

    @TempDir
    static Path storeFolder;

    private static EmbeddedStore server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedStore.open(storeFolder);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static S3ArtifactStore storeAt(URI url, CallLimits limits) {
        return S3ArtifactStore.of(
                new StoreSettings(url, "bucket", StoreSettings.DEFAULT_REGION, KEYS), limits, TransferListener.NONE);
    }

    private static S3ArtifactStore through(CuttingProxy proxy) {
        StoreSettings direct = server.settings();
        return S3ArtifactStore.of(
                new StoreSettings(proxy.url(), direct.bucket(), direct.region(), direct.credentials()),
                QUICK,
                TransferListener.NONE);
    }

    private static S3ArtifactStore direct() {
        return S3ArtifactStore.of(server.settings(), QUICK, TransferListener.NONE);
    }

    private interface StoreCall {
        Object on(S3ArtifactStore store) throws IOException;
    }

    /** Every kind of call, for the laws that hold for all of them. */
    private List<StoreCall> everyCall() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        return List.of(
                store -> store.create("a", new byte[1]),
                store -> store.put("a", new byte[1]),
                store -> store.upload("a", file),
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

    @Test
    void anUnreachableServerIsTriedAgainThenCalledUnavailable() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        URI url = URI.create("http://127.0.0.1:" + freePort);
        try (S3ArtifactStore store = storeAt(url, SHORT)) {
            for (StoreCall call : everyCall()) {
                assertThatThrownBy(() -> call.on(store))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining(url.toString())
                        .hasMessageContaining("in 3 tries")
                        .hasMessageNotContaining("very-secret-key");
            }
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpWithinTheLimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                S3ArtifactStore store = storeAt(URI.create("http://127.0.0.1:" + silent.getLocalPort()), IMPATIENT)) {
            for (StoreCall call : everyCall()) {
                long start = System.nanoTime();
                assertThatThrownBy(() -> call.on(store)).isInstanceOf(StoreUnavailableException.class);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                assertThat(took).isBetween(Duration.ofMillis(390), Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void aBusyServerIsAskedExactlyAsOftenAsTheLimitsSay() throws IOException {
        try (FakeServer busy = new FakeServer(exchange -> FakeServer.answer(exchange, 503, ""));
                S3ArtifactStore store = storeAt(busy.url(), SHORT)) {
            for (StoreCall call : everyCall()) {
                int before = busy.requests().size();
                assertThatThrownBy(() -> call.on(store)).isInstanceOf(StoreUnavailableException.class);
                assertThat(busy.requests()).hasSize(before + 3);
            }
        }
    }

    @Test
    void aServerThatRecoversIsUsed() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpHandler recovering = exchange -> {
            boolean well = asked.incrementAndGet() == 3;
            FakeServer.answer(exchange, well ? 200 : 503, "");
        };
        try (FakeServer fake = new FakeServer(recovering);
                S3ArtifactStore store = storeAt(fake.url(), SHORT)) {
            assertThat(store.serverTime()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
            assertThat(fake.requests()).hasSize(3);
        }
    }

    @ParameterizedTest(name = "status={0} code={1}")
    @CsvSource({
        "403, SignatureDoesNotMatch, org.mindpress.storage.CredentialsRefusedException, 1",
        "403, InvalidAccessKeyId, org.mindpress.storage.CredentialsRefusedException, 1",
        "403, AccessDenied, org.mindpress.storage.CredentialsRefusedException, 1",
        "403, RequestTimeTooSkewed, java.io.IOException, 1",
        "404, NoSuchKey, org.mindpress.storage.MissingObjectException, 1",
        "404, NoSuchBucket, java.io.IOException, 1",
        "507, XMinioStorageFull, org.mindpress.storage.StoreFullException, 1",
        "400, InvalidArgument, java.io.IOException, 1",
        "409, OperationAborted, org.mindpress.storage.StoreUnavailableException, 3",
        "429, SlowDown, org.mindpress.storage.StoreUnavailableException, 3",
        "500, InternalError, org.mindpress.storage.StoreUnavailableException, 3",
        "503, SlowDown, org.mindpress.storage.StoreUnavailableException, 3",
    })
    void eachAnswerOfTheServerHasItsOwnFault(int status, String code, Class<?> fault, int tries) throws IOException {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>said the server</Message><Resource>/bucket/a</Resource><RequestId>1</RequestId></Error>";
        HttpHandler failing = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            FakeServer.answer(exchange, status, body);
        };
        try (FakeServer fake = new FakeServer(failing);
                S3ArtifactStore store = storeAt(fake.url(), SHORT)) {
            assertThatThrownBy(() -> store.read("a")).isExactlyInstanceOf(fault);
            assertThat(fake.requests()).hasSize(tries);
        }
    }

    @Test
    void somethingThatIsNoS3ServerIsCalledThat() throws IOException {
        try (FakeServer web = new FakeServer(exchange -> FakeServer.answer(exchange, 400, "<html>hello</html>"));
                S3ArtifactStore store = storeAt(web.url(), SHORT)) {
            assertThatThrownBy(() -> store.list(""))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("does not answer as an S3 server");
        }
    }

    @Test
    void wrongKeysAreRefusedAtOnceAndNeverShown() {
        StoreSettings right = server.settings();
        for (StoreCredentials wrong :
                List.of(new StoreCredentials(right.credentials().accessKey(), "very-secret-key"), KEYS)) {
            try (S3ArtifactStore store = S3ArtifactStore.of(
                    new StoreSettings(right.endpoint(), right.bucket(), right.region(), wrong),
                    QUICK,
                    TransferListener.NONE)) {
                for (StoreCall call : List.<StoreCall>of(
                        s -> s.put("a", new byte[1]), s -> s.read("a"), s -> s.list(""), s -> s.stat("a"))) {
                    assertThatThrownBy(() -> call.on(store))
                            .isInstanceOf(CredentialsRefusedException.class)
                            .hasMessageContaining("credentials refused")
                            .hasMessageNotContaining("very-secret-key");
                }
                assertThatThrownBy(store::probe).isInstanceOf(CredentialsRefusedException.class);
            }
        }
    }

    @Test
    void aMissingBucketIsNamedAndNotMade() {
        StoreSettings right = server.settings();
        StoreSettings other = new StoreSettings(right.endpoint(), "elsewhere", right.region(), right.credentials());
        try (S3ArtifactStore store = S3ArtifactStore.of(other, QUICK, TransferListener.NONE)) {
            assertThatThrownBy(store::probe)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("elsewhere")
                    .hasMessageContaining("no such bucket");
            assertThatThrownBy(() -> store.put("a", new byte[1])).hasMessageContaining("no such bucket");
            assertThat(storeFolder.resolve("objects/elsewhere")).doesNotExist();
        }
    }

    @Test
    void aServerThatOverwritesInsteadOfRefusingFailsTheProbe() throws IOException {
        try (FakeServer careless = new FakeServer(exchange -> {
                    exchange.getResponseHeaders().set("ETag", "\"0\"");
                    FakeServer.answer(exchange, exchange.getRequestMethod().equals("POST") ? 501 : 200, "");
                });
                S3ArtifactStore store = storeAt(careless.url(), SHORT)) {
            assertThatThrownBy(store::probe).hasMessageContaining("If-None-Match");
        }
    }

    @Test
    void aCreateWhoseAnswerIsLostHasWonAllTheSame() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(server.endpoint().url().getPort());
                S3ArtifactStore store = through(proxy)) {
            store.serverTime();
            proxy.cut(1, 0);
            assertThat(store.create("lost/answer", new byte[] {1})).isTrue();
            assertThat(proxy.cutsLeft()).isZero();
            proxy.cut(1, 0);
            assertThat(store.create("lost/answer", new byte[] {1})).isFalse();
            assertThat(store.read("lost/answer")).containsExactly(1);
        }
    }

    @Test
    void aTransferThatBreaksOffIsTakenUpAgain() throws IOException {
        byte[] content = new byte[3 << 20];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i ^ (i >> 8));
        }
        Path file = Files.write(folder.resolve("sent"), content);
        try (CuttingProxy proxy = new CuttingProxy(server.endpoint().url().getPort());
                S3ArtifactStore store = through(proxy)) {
            proxy.cut(1, 10);
            store.upload("broken/off", file);
            proxy.cut(2, 5000);
            assertThat(store.read("broken/off")).isEqualTo(content);
            proxy.cut(2, 5000);
            store.download("broken/off", folder.resolve("got"), Sha256.of(content));
            assertThat(folder.resolve("got")).hasBinaryContent(content);
            proxy.cut(1, 0);
            assertThat(store.list("broken/")).hasSize(1);
            proxy.cut(1, 0);
            store.delete(List.of("broken/off"));
            assertThat(store.stat("broken/off")).isEmpty();
        }
    }

    @Test
    void aDigestInTheMetadataIsNotReplacedByTheCallersExpectation() throws IOException {
        try (S3ArtifactStore store = direct()) {
            store.put("both/digests", new byte[] {1, 2});
            Files.write(storeFolder.resolve("objects/mindpress/both/digests"), new byte[] {3, 4});
            assertThatThrownBy(() -> store.read("both/digests", Sha256.of(new byte[] {3, 4})))
                    .isInstanceOf(CorruptObjectException.class);
        }
    }

    @Test
    void anInterruptEndsTheWaitingAndStaysSet() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                S3ArtifactStore store =
                        storeAt(URI.create("http://127.0.0.1:" + silent.getLocalPort()), CallLimits.DEFAULT)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.stat("a")).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aTargetThatCannotBeWrittenIsNoFaultOfTheStore() throws IOException {
        try (S3ArtifactStore store = direct()) {
            store.put("target/object", new byte[] {1});
            Path notAFolder = Files.createFile(folder.resolve("not-a-folder"));
            assertThatThrownBy(() -> store.download("target/object", notAFolder.resolve("target")))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOfAny(StoreUnavailableException.class, StoreFullException.class);
            assertThatThrownBy(() -> store.upload("target/none", folder.resolve("none")))
                    .isInstanceOf(java.nio.file.NoSuchFileException.class);
        }
    }
}
