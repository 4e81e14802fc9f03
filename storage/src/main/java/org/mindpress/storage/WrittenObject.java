package org.mindpress.storage;

import java.util.Objects;

/**
 * What a write put there, as a manifest needs it.
 *
 * @param key key in the bucket
 * @param sizeBytes length of the content, bytes
 * @param sha256 SHA-256 of the content, 64 lower-case hex digits
 */
public record WrittenObject(String key, long sizeBytes, String sha256) {
    public WrittenObject {
        Objects.requireNonNull(key, "key");
        Sha256.check(sha256);
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of " + key + " is negative: " + sizeBytes);
        }
    }
}
