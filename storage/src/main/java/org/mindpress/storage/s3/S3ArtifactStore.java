package org.mindpress.storage.s3;

import io.minio.HeadBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.mindpress.storage.ArtifactStore;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.MissingObjectException;
import org.mindpress.storage.ObjectKeys;
import org.mindpress.storage.Sha256;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.StoredObject;
import org.mindpress.storage.TransferListener;
import org.mindpress.storage.WrittenObject;

/**
 * The artifact store over the MinIO SDK, for the embedded server, MinIO and S3. Making one calls nobody; {@link #probe()}
 * does. Thread-safe; one a process is enough.
 *
 * <p>A create is a single-part put with {@code If-None-Match: *} and a random token in the metadata. Should the answer to
 * such a put be lost, the repeated put is refused, and the token tells that the object is our own.
 */
public final class S3ArtifactStore implements ArtifactStore {
    /** Longest content of a {@link #create}: what the SDK sends in one part, bytes. */
    public static final int LONGEST_CREATE_BYTES = 5 << 20;

    static final String SHA256_KEY = "sha256";
    private static final String TOKEN_KEY = "token";
    private static final String PROBE_PREFIX = "mindpress-probe/";
    private static final long PART_BYTES = 16L << 20;
    private static final int SMALL_BYTES = 8 << 20;
    private static final Set<Integer> NO_STATUS_TO_RETRY = Set.of(599);

    private final StoreSettings settings;
    private final CallLimits limits;
    private final TransferListener listener;
    private final OkHttpClient http;
    private final MinioAsyncClient client;
    private final Faults faults;
    private final Attempts attempts;
    private final S3Reading reading;
    private final S3Listing listing;

    private S3ArtifactStore(StoreSettings settings, CallLimits limits, TransferListener listener) {
        this.settings = settings;
        this.limits = limits;
        this.listener = listener;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(limits.smallCall())
                .readTimeout(limits.smallCall())
                .writeTimeout(limits.smallCall())
                .callTimeout(limits.transfer())
                .connectionPool(new ConnectionPool(8, 30, TimeUnit.SECONDS))
                .build();
        this.client = MinioAsyncClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(
                        settings.credentials().accessKey(),
                        settings.credentials().secretKey())
                .httpClient(http, true)
                .build();
        client.disableVirtualStyleEndpoint();
        client.setRetry(NO_STATUS_TO_RETRY, 0L, 1);
        this.faults = new Faults(settings);
        this.attempts = new Attempts(limits, faults);
        this.reading = new S3Reading(client, settings.bucket(), limits, attempts, listener);
        this.listing = new S3Listing(client, settings.bucket(), limits, attempts);
    }

    /** A store that counts its bytes to a listener. */
    public static S3ArtifactStore of(StoreSettings settings, CallLimits limits, TransferListener listener) {
        return new S3ArtifactStore(settings, limits, listener);
    }

    /** A store with the default limits. */
    public static S3ArtifactStore of(StoreSettings settings) {
        return of(settings, CallLimits.DEFAULT, TransferListener.NONE);
    }

    /**
     * Checks what everything else rests on: server, keys and bucket, and that a second create-once put of a scratch key is
     * refused. Call it once at start.
     *
     * @throws IOException with the remedy when the server is not fit
     */
    public void probe() throws IOException {
        headBucketDate();
        String key = PROBE_PREFIX + UUID.randomUUID().toString().replace("-", "") + "/once";
        byte[] content = {'m'};
        if (!create(key, content)) {
            throw new IOException(faults.where() + ": a create-once put of a fresh key was refused");
        }
        boolean overwritten = create(key, content);
        if (overwritten) {
            throw new IOException(faults.where()
                    + ": the server ignores 'If-None-Match: *', so that two runs could overwrite each other."
                    + " Remedy: use MinIO, AWS S3 or the embedded store");
        }
        delete(List.of(key));
    }

    @Override
    public boolean create(String key, byte[] content) throws IOException {
        ObjectKeys.check(key);
        if (content.length > LONGEST_CREATE_BYTES) {
            throw new IllegalArgumentException("object " + key + " of " + content.length
                    + " bytes is too long to be created once; at most " + LONGEST_CREATE_BYTES);
        }
        String token = UUID.randomUUID().toString();
        Map<String, String> metadata = Map.of(SHA256_KEY, Sha256.of(content), TOKEN_KEY, token);
        boolean created = attempts.retry("create " + key, () -> {
            try {
                putOnce(key, content, metadata, Map.of("If-None-Match", "*"));
                return true;
            } catch (PreconditionFailed taken) {
                return isOurOwn(key, token);
            }
        });
        if (created) {
            listener.bytesWritten(content.length);
        }
        return created;
    }

    /** Whether the object that is in the way came from an earlier try of the same create. */
    private boolean isOurOwn(String key, String token) throws IOException {
        try {
            return token.equals(statOnce(key).headers().get("x-amz-meta-" + TOKEN_KEY));
        } catch (MissingObjectException e) {
            throw new TransientFault("object " + key + " was there and is gone", e);
        }
    }

    @Override
    public WrittenObject put(String key, byte[] content) throws IOException {
        ObjectKeys.check(key);
        byte[] copy = content.clone();
        String sha256 = Sha256.of(copy);
        attempts.retry(
                "write " + key,
                () -> copy.length <= PART_BYTES
                        ? putOnce(key, copy, Map.of(SHA256_KEY, sha256), Map.of())
                        : putInParts(key, copy, Map.of(SHA256_KEY, sha256)));
        listener.bytesWritten(copy.length);
        return new WrittenObject(key, copy.length, sha256);
    }

    private ObjectWriteResponse putOnce(
            String key, byte[] content, Map<String, String> metadata, Map<String, String> extraHeaders)
            throws IOException {
        PutObjectArgs arguments = PutObjectArgs.builder()
                .bucket(settings.bucket())
                .object(key)
                .data(content, content.length)
                .userMetadata(metadata)
                .extraHeaders(extraHeaders)
                .maxRetries(1)
                .build();
        return attempts.await(key, limitFor(content.length), () -> client.putObject(arguments));
    }

    /** Servers limit a single part: the embedded one to 128 MiB, all of them held in memory. */
    private ObjectWriteResponse putInParts(String key, byte[] content, Map<String, String> metadata)
            throws IOException {
        PutObjectArgs arguments = PutObjectArgs.builder().bucket(settings.bucket()).object(key).stream(
                        new ByteArrayInputStream(content), (long) content.length, PART_BYTES)
                .userMetadata(metadata)
                .maxRetries(1)
                .build();
        return attempts.await(key, limits.transfer(), () -> client.putObject(arguments));
    }

    @Override
    public WrittenObject upload(String key, Path file) throws IOException {
        ObjectKeys.check(key);
        long sizeBytes = Files.size(file);
        String sha256 = Sha256.of(file);
        attempts.retry("upload " + key, () -> {
            UploadObjectArgs.Builder arguments = UploadObjectArgs.builder()
                    .bucket(settings.bucket())
                    .object(key)
                    .userMetadata(Map.of(SHA256_KEY, sha256))
                    .maxRetries(1);
            return attempts.await(
                    key,
                    limits.transfer(),
                    () -> client.uploadObject(
                            arguments.filename(file.toString(), PART_BYTES).build()));
        });
        if (Files.size(file) != sizeBytes) {
            throw new IOException(file + " changed while it was uploaded to " + key + ": it had " + sizeBytes
                    + " bytes and has " + Files.size(file));
        }
        listener.bytesWritten(sizeBytes);
        return new WrittenObject(key, sizeBytes, sha256);
    }

    @Override
    public byte[] read(String key) throws IOException {
        return reading.read(ObjectKeys.check(key), Optional.empty());
    }

    @Override
    public byte[] read(String key, String sha256) throws IOException {
        return reading.read(ObjectKeys.check(key), Optional.of(Sha256.check(sha256)));
    }

    @Override
    public Optional<byte[]> find(String key) throws IOException {
        try {
            return Optional.of(read(key));
        } catch (MissingObjectException e) {
            return Optional.empty();
        }
    }

    @Override
    public String download(String key, Path target) throws IOException {
        return reading.download(ObjectKeys.check(key), target, Optional.empty());
    }

    @Override
    public void download(String key, Path target, String sha256) throws IOException {
        reading.download(ObjectKeys.check(key), target, Optional.of(Sha256.check(sha256)));
    }

    @Override
    public Optional<StoredObject> stat(String key) throws IOException {
        ObjectKeys.check(key);
        try {
            StatObjectResponse found = attempts.retry("look up " + key, () -> statOnce(key));
            return Optional.of(new StoredObject(
                    key,
                    found.size(),
                    S3Listing.unquoted(found.etag()),
                    found.lastModified().toInstant()));
        } catch (MissingObjectException e) {
            return Optional.empty();
        }
    }

    private StatObjectResponse statOnce(String key) throws IOException {
        StatObjectArgs arguments =
                StatObjectArgs.builder().bucket(settings.bucket()).object(key).build();
        return attempts.await(key, limits.smallCall(), () -> client.statObject(arguments));
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        return listing.objects(ObjectKeys.checkPrefix(prefix));
    }

    @Override
    public List<String> folders(String prefix) throws IOException {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix '" + prefix + "' must be empty or end in a slash");
        }
        return listing.folders(ObjectKeys.checkPrefix(prefix));
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        keys.forEach(ObjectKeys::check);
        listing.delete(List.copyOf(keys));
    }

    @Override
    public Instant serverTime() throws IOException {
        String date = headBucketDate();
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new IOException(faults.where() + ": the server tells no time: Date is '" + date + "'", e);
        }
    }

    private String headBucketDate() throws IOException {
        HeadBucketArgs arguments =
                HeadBucketArgs.builder().bucket(settings.bucket()).build();
        try {
            String date = attempts.retry(
                            "reach the bucket",
                            () -> attempts.await(
                                    settings.bucket(), limits.smallCall(), () -> client.headBucket(arguments)))
                    .headers()
                    .get("Date");
            return date == null ? "" : date;
        } catch (MissingObjectException e) {
            throw faults.missingBucket();
        }
    }

    private Duration limitFor(long sizeBytes) {
        return sizeBytes <= SMALL_BYTES ? limits.smallCall() : limits.transfer();
    }

    /** Closes connections and threads; a call that is under way may fail. */
    @Override
    public void close() {
        http.dispatcher().cancelAll();
        client.close();
    }
}
