package org.mindpress.processors.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code uri:} may name: keys of the bucket, and files below some folders, symbolic links followed.
 *
 * @param base folder that relative paths start from
 * @param allowedFolders files must lie below one of these
 */
public record UriRules(Path base, List<Path> allowedFolders) {
    private static final String BUCKET = "bucket:";
    private static final String FILE = "file:";

    public UriRules {
        allowedFolders = List.copyOf(allowedFolders);
    }

    /** Files below the folder of the pipeline file and nowhere else. */
    public static UriRules below(Path folder) {
        return new UriRules(folder, List.of(folder));
    }

    /** The bucket only: for pipelines that come over the network. */
    public static UriRules bucketOnly() {
        return new UriRules(Path.of(""), List.of());
    }

    /** Reads a URI; {@link IllegalArgumentException} says why it is refused. */
    public ModelUri resolve(String text) {
        if (text.startsWith(BUCKET)) {
            return ModelUri.bucket(text.substring(BUCKET.length()));
        }
        if (!text.startsWith(FILE) || allowedFolders.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is no place that a pipeline may name; write bucket:<key>"
                    + (allowedFolders.isEmpty() ? "" : " or file:<path>"));
        }
        Path path = base.resolve(text.substring(FILE.length())).toAbsolutePath().normalize();
        if (allowedFolders.stream().noneMatch(folder -> real(path).startsWith(real(folder)))) {
            throw new IllegalArgumentException("'" + text + "' lies outside the allowed folders " + allowedFolders
                    + "; put the file into the bucket and write bucket:<key>");
        }
        return ModelUri.file(path);
    }

    private static Path real(Path path) {
        try {
            return Files.exists(path)
                    ? path.toRealPath()
                    : path.toAbsolutePath().normalize();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot follow " + path + ": " + e.getMessage(), e);
        }
    }
}
