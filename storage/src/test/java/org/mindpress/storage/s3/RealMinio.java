package org.mindpress.storage.s3;

import static org.junit.jupiter.api.Assumptions.abort;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.SetBucketNotificationArgs;
import io.minio.SetBucketVersioningArgs;
import io.minio.errors.MinioException;
import io.minio.messages.NotificationConfiguration;
import io.minio.messages.VersioningConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MinIO server of this machine on loopback, with keys, port and folder of its own, and one empty bucket. Can be killed and started again, as a
 * machine that loses power. Not thread-safe.
 */
public final class RealMinio implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RealMinio.class);
    private static final String BUCKET = "mindpress";
    /** Name of the one target that notifications go to. */
    private static final String TARGET = "MINDPRESS";

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(20);
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final String program;
    private final Path folder;
    private final Map<String, String> environment;
    private final StoreSettings settings;
    private final MinioClient client;
    private Process process;

    private RealMinio(String program, Path folder, Map<String, String> environment) throws IOException {
        this.program = program;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        StoreCredentials keys = new StoreCredentials("account" + random(), random());
        this.settings = new StoreSettings(
                URI.create("http://127.0.0.1:" + freePort()), BUCKET, StoreSettings.DEFAULT_REGION, keys);
        this.client = MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(keys.accessKey(), keys.secretKey())
                .build();
        this.process = launch();
    }

    /**
     * Installs and starts it. What cannot be installed skips the tests and says so; with {@code CI} in the environment it fails them.
     *
     * @param folder empty, for its objects and its log
     */
    public static RealMinio start(Path folder) throws IOException, InterruptedException {
        return started(folder, Map.of());
    }

    /**
     * Starts one that tells a web address of every object below {@code datasets/} that is written or removed, and keeps what nobody took.
     *
     * @param folder empty, for its objects and its log
     * @param receiver need not listen yet
     * @param token it shows that in {@code Authorization}
     */
    public static RealMinio telling(Path folder, URI receiver, String token) throws IOException, InterruptedException {
        RealMinio server = started(
                folder,
                Map.of(
                        "MINIO_NOTIFY_WEBHOOK_ENABLE_" + TARGET,
                        "on",
                        "MINIO_NOTIFY_WEBHOOK_ENDPOINT_" + TARGET,
                        receiver.toString(),
                        "MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_" + TARGET,
                        token,
                        "MINIO_NOTIFY_WEBHOOK_QUEUE_DIR_" + TARGET,
                        Files.createDirectories(folder.resolve("queue")).toString()));
        try {
            server.notifyTarget();
            return server;
        } catch (MinioException | RuntimeException e) {
            server.close();
            throw new AssertionError("MinIO refuses the notifications: " + server.log(), e);
        }
    }

    private static RealMinio started(Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        RealMinio server = new RealMinio(program(folder), folder, environment);
        boolean ready = false;
        try {
            server.awaitBucket();
            ready = true;
            return server;
        } finally {
            if (!ready) {
                server.close();
            }
        }
    }

    /** Where the bucket is. */
    public StoreSettings settings() {
        return settings;
    }

    /** Ends it at once, in the middle of whatever it does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Starts it again after {@link #kill()}: same address, keys and objects. */
    public void restart() throws IOException, InterruptedException {
        process = launch();
        awaitBucket();
    }

    /** Keeps former versions of objects from now on. */
    void keepVersions() throws MinioException {
        client.setBucketVersioning(SetBucketVersioningArgs.builder()
                .bucket(BUCKET)
                .config(new VersioningConfiguration(VersioningConfiguration.Status.ENABLED, null, null, null))
                .build());
    }

    /** Writes an object as another client would. */
    void put(String key, byte[] content, Map<String, String> metadata) throws IOException {
        try {
            client.putObject(PutObjectArgs.builder()
                    .bucket(BUCKET)
                    .object(key)
                    .userMetadata(metadata)
                    .data(content, content.length)
                    .build());
        } catch (MinioException e) {
            throw new IOException("MinIO refuses " + key, e);
        }
    }

    private void notifyTarget() throws MinioException {
        NotificationConfiguration.QueueConfiguration queue = new NotificationConfiguration.QueueConfiguration(
                "arn:minio:sqs::" + TARGET + ":webhook",
                null,
                List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*"),
                new NotificationConfiguration.Filter("datasets/", ""));
        client.setBucketNotification(SetBucketNotificationArgs.builder()
                .bucket(BUCKET)
                .config(new NotificationConfiguration(null, List.of(queue), null, null))
                .build());
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        program,
                        "server",
                        Files.createDirectories(folder.resolve("objects")).toString(),
                        "--address",
                        settings.endpoint().getAuthority(),
                        "--quiet")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("minio.log").toFile()));
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("MINIO_"));
        variables.put("HOME", folder.toString());
        variables.put("MINIO_ROOT_USER", settings.credentials().accessKey());
        variables.put("MINIO_ROOT_PASSWORD", settings.credentials().secretKey());
        variables.put("MINIO_BROWSER", "off");
        variables.put("MINIO_UPDATE", "off");
        variables.putAll(environment);
        return builder.start();
    }

    /** Waits until it answers, then makes the bucket unless it is there. */
    private void awaitBucket() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                if (!client.bucketExists(
                        BucketExistsArgs.builder().bucket(BUCKET).build())) {
                    client.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build());
                }
                return;
            } catch (MinioException | RuntimeException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new AssertionError("MinIO does not come up: " + log(), notYet);
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("minio.log"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("MinIO did not stop within " + STOP_LIMIT + ": " + log());
        }
    }

    private static String program(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("install.log");
        Process install = new ProcessBuilder("bash", "../conformance/install", "minio")
                .redirectError(log.toFile())
                .start();
        List<String> said = install.inputReader().lines().toList();
        if (install.waitFor(INSTALL_LIMIT.toMinutes(), TimeUnit.MINUTES) && install.exitValue() == 0) {
            return said.get(said.size() - 1);
        }
        install.destroy();
        String reason = "MinIO is not installed, so nothing was proven with it. Try: conformance/install minio"
                + System.lineSeparator() + Files.readString(log);
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        LOG.error("CONFORMANCE SKIPPED: {}", reason);
        return abort(reason);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
