package org.mindpress.storage;

import java.time.Instant;
import java.util.Objects;

/**
 * What the server says about an object.
 *
 * @param key key in the bucket
 * @param sizeBytes length of the content, bytes
 * @param etag the server's tag without quotes; equal tags of one key mean equal content, but it is no MD5
 * @param lastModified by the server's clock, to the second or finer
 */
public record StoredObject(String key, long sizeBytes, String etag, Instant lastModified) {
    public StoredObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(lastModified, "lastModified");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of " + key + " is negative: " + sizeBytes);
        }
    }
}
