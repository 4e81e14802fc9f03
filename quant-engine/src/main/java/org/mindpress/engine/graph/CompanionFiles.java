package org.mindpress.engine.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that lie beside a model file and hold its external data. */
@FunctionalInterface
public interface CompanionFiles {

    /**
     * Reads a companion.
     *
     * @param path relative to the model's folder, with {@code /}; one that {@link #staysInside}
     * @return its bytes, which nobody writes to; empty when there is none
     */
    Optional<byte[]> read(String path) throws IOException;

    /** Whether a path that a model names is one of a file in or below the model's folder. */
    static boolean staysInside(String path) {
        return !path.isEmpty()
                && !path.startsWith("/")
                && !path.contains("\\")
                && !path.contains(":")
                && path.chars().noneMatch(Character::isISOControl)
                && !List.of(path.split("/", -1)).contains("..");
    }

    /** For a model that stands alone. */
    static CompanionFiles none() {
        return path -> Optional.empty();
    }

    /** The files of a folder; links that lead out of it are not followed. */
    static CompanionFiles folder(Path folder) {
        return path -> {
            Path root = folder.toRealPath();
            Path file;
            try {
                file = root.resolve(path).normalize();
            } catch (InvalidPathException unwritable) {
                // no file of this system can have that name
                return Optional.empty();
            }
            if (!file.startsWith(root)
                    || !Files.isRegularFile(file)
                    || !file.toRealPath().startsWith(root)) {
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(file));
        };
    }
}
