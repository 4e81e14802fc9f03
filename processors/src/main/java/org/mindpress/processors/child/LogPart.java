package org.mindpress.processors.child;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Some lines of a log that is still written.
 *
 * @param attempt which log it is of: what its name in the bucket will be
 * @param first where the text begins, bytes from the beginning of the log
 * @param next where to go on
 * @param text whole lines with their ends, a JSON object each; empty when none was added
 */
public record LogPart(String attempt, long first, long next, String text) {
    /** One part goes through memory; a longer line comes in pieces. */
    static final int LONGEST_BYTES = 256 << 10;

    /**
     * Reads the lines from a place on. What lies further back than one part is left out for who begins, and so is everything for a place that the log does not have.
     *
     * @param attempt of the log in the file
     * @param known attempt that the reader has read; empty when it begins
     * @param from where it goes on, bytes from the beginning
     * @throws java.io.FileNotFoundException when the log is not there yet, or not any more
     */
    static LogPart read(Path file, String attempt, String known, long from) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long length = log.length();
            boolean goesOn = known.equals(attempt) && from >= 0 && from <= length;
            long first = goesOn ? from : Math.max(0, length - LONGEST_BYTES);
            byte[] bytes = new byte[(int) Math.min(LONGEST_BYTES, length - first)];
            log.seek(first);
            log.readFully(bytes);
            int begin = goesOn || first == 0 ? 0 : lineAfter(bytes);
            int end = lastLineEnd(bytes);
            if (end <= begin) {
                end = bytes.length == LONGEST_BYTES ? bytes.length : begin;
            }
            return new LogPart(
                    attempt, first + begin, first + end, new String(bytes, begin, end - begin, StandardCharsets.UTF_8));
        }
    }

    /** The log before its first line. */
    static LogPart none(String attempt) {
        return new LogPart(attempt, 0, 0, "");
    }

    private static int lineAfter(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at < bytes.length ? at + 1 : 0;
    }

    private static int lastLineEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
