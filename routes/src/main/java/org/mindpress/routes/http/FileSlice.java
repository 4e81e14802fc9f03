package org.mindpress.routes.http;

import java.nio.file.Path;

/**
 * A part of a local file that is sent without going through memory.
 *
 * @param file which stays as it is until the answer has begun
 * @param first byte, from 0
 * @param length bytes, at least 1
 */
public record FileSlice(Path file, long first, long length) {
    public FileSlice {
        if (first < 0 || length < 1) {
            throw new IllegalArgumentException("no part of a file: " + length + " bytes from " + first);
        }
    }
}
