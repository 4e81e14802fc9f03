package org.mindpress.routes.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mindpress.processors.run.Documents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of runs, a JSON object a line. Nothing is lost with it: a line that cannot be read, or the whole file, costs reading outcomes in the bucket once
 * more. Thread-safe; one process at a time.
 */
final class EndedRunFile {
    private static final Logger LOG = LoggerFactory.getLogger(EndedRunFile.class);

    private final Path path;

    EndedRunFile(Path path) {
        this.path = path;
    }

    /** Everything that can be read. */
    synchronized List<EndedRun> read() {
        List<EndedRun> ends = new ArrayList<>();
        if (!Files.exists(path)) {
            return ends;
        }
        int unread = 0;
        try (Stream<String> lines = Files.lines(path, StandardCharsets.UTF_8)) {
            for (String line : (Iterable<String>) lines::iterator) {
                try {
                    EndedRun end =
                            Documents.read(path.toString(), line.getBytes(StandardCharsets.UTF_8), EndedRun.class);
                    end.reference();
                    ends.add(end);
                } catch (IOException | IllegalArgumentException e) {
                    unread++;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read, the outcomes are read from the bucket instead: {}", path, e.getMessage());
        }
        if (unread > 0) {
            LOG.warn("{} lines of {} cannot be read; their outcomes are read from the bucket", unread, path);
        }
        return ends;
    }

    /** Adds a line. A fault is not the run's: it is told and costs a reading later. */
    synchronized void append(EndedRun end) {
        try {
            String line = new String(Documents.write(end), StandardCharsets.UTF_8)
                    .replaceAll("\\s*\\R\\s*", " ")
                    .strip();
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", path, e.getMessage());
        }
    }
}
