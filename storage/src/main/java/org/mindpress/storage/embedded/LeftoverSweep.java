package org.mindpress.storage.embedded;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mindpress.storage.ObjectKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what a killed server leaves in its bucket folder: half-written objects, whose names end in a UUID; parts of
 * uploads that nobody finishes, a day old; folders without objects, which listings would show. Runs before serving, while
 * nobody else writes.
 */
final class LeftoverSweep {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverSweep.class);
    private static final String UPLOAD_PART = ".mpus-";
    private static final Duration PARTS_STAY = Duration.ofDays(1);

    private final Path bucket;
    private final Instant partsBefore;
    private int removed;

    LeftoverSweep(Path bucket, Clock clock) {
        this.bucket = bucket;
        this.partsBefore = clock.instant().minus(PARTS_STAY);
    }

    /** Number of files removed. */
    int run() throws IOException {
        Files.walkFileTree(bucket, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isLeftover(file, attributes)) {
                    Files.deleteIfExists(file);
                    removed++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault) throws IOException {
                if (fault != null) {
                    throw fault;
                }
                if (!folder.equals(bucket)) {
                    removeIfEmpty(folder);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        if (removed > 0) {
            LOG.info("removed {} leftover(s) of a killed process from {}", removed, bucket);
        }
        return removed;
    }

    private boolean isLeftover(Path file, BasicFileAttributes attributes) {
        String name = file.getFileName().toString();
        if (name.startsWith(UPLOAD_PART)) {
            return attributes.lastModifiedTime().toInstant().isBefore(partsBefore);
        }
        return ObjectKeys.endsInUuid(name);
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            // it holds objects: stays
        }
    }
}
