package org.mindpress.processors.child;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.mindpress.processors.run.RunReference;
import org.mindpress.processors.run.StageName;
import org.mindpress.storage.ArtifactStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one child logged, a JSON object a line: a file while it runs, then an object in the bucket. A log that cannot be kept stops nothing. */
final class ChildLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChildLog.class);
    private static final DateTimeFormatter ATTEMPT =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmssSSS'z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST = 4 << 20;

    private final ArtifactStore store;
    private final RunReference run;
    private final StageName stage;
    private final Path file;
    private final Clock clock;
    private final Instant begin;

    ChildLog(ArtifactStore store, RunReference run, StageName stage, Path file, Clock clock) {
        this.store = store;
        this.run = run;
        this.stage = stage;
        this.file = file;
        this.clock = clock;
        this.begin = clock.instant();
    }

    RunReference run() {
        return run;
    }

    StageName stage() {
        return stage;
    }

    /** Its name in the bucket. */
    String attempt() {
        return ATTEMPT.format(begin);
    }

    /** What was added since a reader looked; see {@link LogPart#read}. */
    LogPart after(String known, long from) throws IOException {
        return LogPart.read(file, attempt(), known, from);
    }

    /** Adds what the parent knows of the child's end. */
    void add(String fault) {
        String line = ChildMessage.JSON
                .createObjectNode()
                .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("level", "ERROR")
                .put("thread", "parent")
                .put("logger", ChildStageRunner.class.getName())
                .put("run", run.toString())
                .put("stage", stage.spelling())
                .put("message", fault)
                .put("exception", "")
                .toString();
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("run {}: the end of stage {} is not in its log: {}", run, stage.spelling(), e.getMessage());
        }
    }

    /** Puts it into the bucket, of a long one the end. */
    void keep() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            store.put(run.logKey(stage, attempt()), end());
        } catch (IOException e) {
            LOG.warn("run {}: the log of stage {} was not kept: {}", run, stage.spelling(), e.getMessage());
        }
    }

    /** Whole lines. */
    private byte[] end() throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long begins = Math.max(0, log.length() - LONGEST);
            log.seek(begins);
            if (begins > 0) {
                log.readLine();
            }
            byte[] bytes = new byte[(int) (log.length() - log.getFilePointer())];
            log.readFully(bytes);
            return bytes;
        }
    }
}
