package org.mindpress.processors.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a stream that may hold anything: a longer one than allowed is passed over. Not thread-safe. */
final class LineReader {
    private static final int BUFFER = 8192;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    /** A reader of lines of at most that many bytes. */
    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line, without its end; empty at the end of the stream, where a line without an end is none. */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean whole = true;
        while (true) {
            if (at == end) {
                at = 0;
                end = in.read(buffer);
                if (end < 0) {
                    end = 0;
                    return Optional.empty();
                }
            }
            int begin = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            whole &= line.size() + at - begin <= longest;
            if (whole) {
                line.write(buffer, begin, at - begin);
            }
            if (at < end) {
                at++;
                if (whole) {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                line.reset();
                whole = true;
            }
        }
    }
}
