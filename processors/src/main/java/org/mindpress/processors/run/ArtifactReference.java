package org.mindpress.processors.run;

import java.util.Objects;
import org.mindpress.storage.Sha256;

/**
 * An artifact of a stage and the proof of its content.
 *
 * @param name within the stage, such as {@code model.onnx}
 * @param key in the bucket
 * @param sizeBytes length, bytes
 * @param sha256 of the content, 64 lower-case hex digits
 */
public record ArtifactReference(String name, String key, long sizeBytes, String sha256) {
    public ArtifactReference {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        Sha256.check(sha256);
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of " + key + " is negative: " + sizeBytes);
        }
    }
}
