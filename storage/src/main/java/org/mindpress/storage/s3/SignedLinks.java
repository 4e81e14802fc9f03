package org.mindpress.storage.s3;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.mindpress.storage.ObjectKeys;
import org.mindpress.storage.StoreSettings;

/** Links by which whoever has one reads one object for a while, without keys. Made by arithmetic alone, the server is not asked. Thread-safe. */
public final class SignedLinks {
    private final String bucket;
    private final MinioClient client;

    /**
     * Links to a bucket.
     *
     * @param settings whose endpoint is the one that the readers of the links reach
     */
    public SignedLinks(StoreSettings settings) {
        this.bucket = settings.bucket();
        this.client = MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(
                        settings.credentials().accessKey(),
                        settings.credentials().secretKey())
                .build();
        client.disableVirtualStyleEndpoint();
    }

    /**
     * A link to an object.
     *
     * @param validity from now on, by this machine's clock; 1 s to 7 days
     */
    public URI link(String key, Duration validity) throws IOException {
        try {
            return URI.create(client.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                    .method(Http.Method.GET)
                    .bucket(bucket)
                    .object(ObjectKeys.check(key))
                    .expiry(Math.toIntExact(validity.toSeconds()))
                    .build()));
        } catch (MinioException e) {
            throw new IOException("no link to " + key + " could be signed: " + e.getMessage(), e);
        }
    }
}
