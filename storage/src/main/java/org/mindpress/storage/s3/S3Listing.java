package org.mindpress.storage.s3;

import io.minio.DeleteObjectsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.messages.Contents;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.Item;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mindpress.storage.CallLimits;
import org.mindpress.storage.ObjectKeys;
import org.mindpress.storage.StoredObject;

/** Listings page by page, and bulk deletes; each page is one call with its own limit and retries. */
final class S3Listing {
    private static final int PAGE = 1000;
    private static final Comparator<String> BY_CODE_POINT =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final MinioAsyncClient client;
    private final String bucket;
    private final CallLimits limits;
    private final Attempts attempts;

    S3Listing(MinioAsyncClient client, String bucket, CallLimits limits, Attempts attempts) {
        this.client = client;
        this.bucket = bucket;
        this.limits = limits;
        this.attempts = attempts;
    }

    /** A name that ends in a UUID is a write under way, or one that was killed: no object of ours. */
    List<StoredObject> objects(String prefix) throws IOException {
        List<StoredObject> found = new ArrayList<>();
        pages(prefix, Optional.empty(), page -> {
            for (Contents entry : page.contents()) {
                String key = decoded(entry, page);
                if (!key.endsWith("/") && !ObjectKeys.endsInUuid(key)) {
                    found.add(new StoredObject(
                            key,
                            entry.size(),
                            unquoted(entry.etag()),
                            entry.lastModified() == null
                                    ? Instant.EPOCH
                                    : entry.lastModified().toInstant()));
                }
            }
        });
        found.sort(Comparator.comparing(StoredObject::key, BY_CODE_POINT));
        return List.copyOf(found);
    }

    List<String> folders(String prefix) throws IOException {
        List<String> found = new ArrayList<>();
        pages(
                prefix,
                Optional.of("/"),
                page -> page.commonPrefixes().forEach(folder -> {
                    String name = decoded(folder.toItem(), page);
                    found.add(name.substring(prefix.length(), name.length() - 1));
                }));
        found.sort(BY_CODE_POINT);
        return List.copyOf(found);
    }

    private void pages(String prefix, Optional<String> delimiter, Consumer<ListBucketResultV2> each)
            throws IOException {
        Optional<String> token = Optional.empty();
        do {
            ListObjectsV2Args.Builder arguments = ListObjectsV2Args.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .maxKeys(PAGE)
                    .encodingType("url");
            delimiter.ifPresent(arguments::delimiter);
            token.ifPresent(arguments::continuationToken);
            ListBucketResultV2 page = attempts.retry(
                            "list " + prefix,
                            () -> attempts.await(
                                    prefix, limits.smallCall(), () -> client.listObjectsV2(arguments.build())))
                    .result();
            each.accept(page);
            token = page.isTruncated() ? Optional.ofNullable(page.nextContinuationToken()) : Optional.empty();
        } while (token.isPresent());
    }

    void delete(List<String> keys) throws IOException {
        for (int from = 0; from < keys.size(); from += PAGE) {
            List<String> part = keys.subList(from, Math.min(from + PAGE, keys.size()));
            attempts.retry("delete " + part.size() + " object(s)", () -> deleteOnce(part));
        }
    }

    private int deleteOnce(List<String> keys) throws IOException {
        DeleteObjectsArgs arguments = DeleteObjectsArgs.builder()
                .bucket(bucket)
                .objects(keys.stream().map(DeleteRequest.Object::new).toList())
                .quiet(true)
                .build();
        DeleteResult result = attempts.await(keys.get(0), limits.smallCall(), () -> client.deleteObjects(arguments))
                .result();
        for (DeleteResult.Error error : result.errors()) {
            if (!"NoSuchKey".equals(error.code())) {
                throw new TransientFault("object " + error.objectName() + " was not deleted: " + error.code());
            }
        }
        return keys.size();
    }

    /** The SDK's own listing sets the encoding; a page fetched by itself does not. */
    private static String decoded(Item entry, ListBucketResultV2 page) {
        entry.setEncodingType(page.encodingType());
        return entry.objectName();
    }

    /** ETags come with quotes from some calls and servers, and without from others. */
    static String unquoted(@Nullable String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }
}
