package org.mindpress.processors.run;

import java.time.Instant;
import java.util.Objects;

/**
 * Who made a version of a pipeline and when: {@code pipelines/<name>/<n>-version.json}, created once, after the text.
 *
 * @param version of this document
 * @param pipeline name
 * @param number of the version, from 1
 * @param sha256 of the text, 64 lower-case hex digits
 * @param changedBy who; {@link #UNKNOWN} when nobody wrote it down
 * @param changedAt when
 */
public record PipelineVersion(
        int version, String pipeline, int number, String sha256, String changedBy, Instant changedAt) {
    /** Version of this document. */
    public static final int VERSION = 1;
    /** Author of a text whose writer died before it said who it was, or that is older than these documents. */
    public static final String UNKNOWN = "unknown";

    private static final int SHOWN_DIGITS = 16;

    public PipelineVersion {
        Documents.requireVersion("pipeline version", version, VERSION);
        Objects.requireNonNull(changedAt, "changedAt");
        if (number < 1) {
            throw new IllegalArgumentException("versions of a pipeline count from 1, found " + number);
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256");
        }
    }

    /** Number and beginning of the digest, such as {@code 3-91c0b2f4a7de5566}: differs from version to version, also when an old text returns. */
    public String tag() {
        return number + "-" + sha256.substring(0, SHOWN_DIGITS);
    }
}
