package org.mindpress.processors.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import org.mindpress.storage.ObjectKeys;

/**
 * Where a network lies, and what it is when its file does not say.
 *
 * @param place bucket or file
 * @param location key in the bucket, or absolute path
 * @param architecture network that a file of parameters belongs to
 */
public record ModelUri(Place place, String location, Optional<String> architecture) {

    /** The two places that a pipeline may name. */
    public enum Place {
        BUCKET,
        FILE
    }

    /** A key in the bucket. */
    public static ModelUri bucket(String key) {
        return new ModelUri(Place.BUCKET, ObjectKeys.check(key), Optional.empty());
    }

    /** A file; the path becomes absolute. */
    public static ModelUri file(Path path) {
        return new ModelUri(Place.FILE, path.toAbsolutePath().normalize().toString(), Optional.empty());
    }

    /** The same place with the network named. */
    public ModelUri withArchitecture(Optional<String> name) {
        return new ModelUri(place, location, name);
    }

    @Override
    public String toString() {
        return (place == Place.BUCKET ? "bucket:" : "file:") + location;
    }
}
