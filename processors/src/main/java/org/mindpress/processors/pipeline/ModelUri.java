package org.mindpress.processors.pipeline;

import java.nio.file.Path;
import org.mindpress.storage.ObjectKeys;

/**
 * Where a network lies.
 *
 * @param place bucket or file
 * @param location key in the bucket, or absolute path
 */
public record ModelUri(Place place, String location) {

    /** The two places that a pipeline may name. */
    public enum Place {
        BUCKET,
        FILE
    }

    /** A key in the bucket. */
    public static ModelUri bucket(String key) {
        return new ModelUri(Place.BUCKET, ObjectKeys.check(key));
    }

    /** A file; the path becomes absolute. */
    public static ModelUri file(Path path) {
        return new ModelUri(Place.FILE, path.toAbsolutePath().normalize().toString());
    }

    @Override
    public String toString() {
        return (place == Place.BUCKET ? "bucket:" : "file:") + location;
    }
}
