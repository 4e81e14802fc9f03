package org.mindpress.storage.s3;

import com.fasterxml.jackson.core.JacksonException;
import io.minio.CloseableIterator;
import io.minio.ListenBucketNotificationArgs;
import io.minio.MinioAsyncClient;
import io.minio.Result;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.NotificationRecords;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.mindpress.storage.ChangeFeed;
import org.mindpress.storage.StoreSettings;

/**
 * MinIO's notifications for listeners, with keys as they are, where its webhooks percent-encode them. Servers other than MinIO answer the call
 * with something else or not at all, and a MinIO whose answers do not pass on what was flushed (that of February 2026 is one) tells of nothing
 * before 4 KiB are together. A connection of its own, as it lasts: the server sends a sign of life every few seconds, and without one the
 * connection counts as lost. Thread-safe.
 */
public final class S3ChangeFeed implements ChangeFeed {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final String[] EVENTS = {"s3:ObjectCreated:*", "s3:ObjectRemoved:*"};

    private final String bucket;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final MinioAsyncClient client;

    private S3ChangeFeed(StoreSettings settings) {
        this.bucket = settings.bucket();
        OkHttpClient http = new OkHttpClient.Builder()
                .connectTimeout(SILENCE)
                .readTimeout(SILENCE)
                .addInterceptor(chain -> {
                    calls.add(chain.call());
                    return chain.proceed(chain.request());
                })
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
    }

    /** Of one bucket. Calls nobody. */
    public static S3ChangeFeed of(StoreSettings settings) {
        return new S3ChangeFeed(settings);
    }

    @Override
    public void listen(String prefix, Consumer<String> keys) throws IOException {
        ListenBucketNotificationArgs arguments = ListenBucketNotificationArgs.builder()
                .bucket(bucket)
                .prefix(prefix)
                .suffix("")
                .events(EVENTS)
                // seconds between signs of life
                .extraQueryParams(Map.of("ping", "5"))
                .build();
        try (CloseableIterator<Result<NotificationRecords>> records = client.listenBucketNotification(arguments)) {
            while (records.hasNext()) {
                NotificationRecords found = records.next().get();
                if (found.events() != null) {
                    found.events().forEach(event -> keys.accept(event.object().key()));
                }
            }
        } catch (ErrorResponseException e) {
            // the call is MinIO's own: others take it for one of theirs and refuse it for whatever reason comes first
            throw new IOException(
                    "it has no notifications for listeners, it answers "
                            + e.response().code() + " " + e.errorResponse().code(),
                    e);
        } catch (MinioException | JacksonException | RuntimeException e) {
            // the SDK wraps what the connection throws in either kind
            throw new IOException("notifications of bucket " + bucket + ": " + e.getMessage(), e);
        } finally {
            calls.clear();
        }
    }

    @Override
    public void interrupt() {
        calls.forEach(Call::cancel);
    }

    @Override
    public void close() {
        interrupt();
        client.close();
    }
}
