package org.mindpress.processors.stage;

import java.util.Objects;
import org.mindpress.storage.Sha256;

/**
 * Something that a stage reads.
 *
 * @param name as the stage calls it, such as {@code model} or {@code train.images}
 * @param key in the bucket; of a data set its prefix
 * @param digest SHA-256 of its content, or of its listing for what is the user's
 */
public record StageInput(String name, String key, String digest) {
    public StageInput {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        Sha256.check(digest);
    }
}
