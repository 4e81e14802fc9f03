package org.mindpress.routes.service;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of a {@code Range} header (RFC 9110, 14.1.2) over content of known length.
 *
 * @param first byte, from 0
 * @param last byte, not below the first
 */
record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /** A range outside the content: answered with 416. */
    static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The range that a header asks for; empty when the whole content is the answer: another unit, several ranges, or no range at all.
     *
     * @param length of the content, at least 1
     */
    static Optional<ByteRange> of(String header, long length) throws Unsatisfiable {
        Matcher form = FORM.matcher(header);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            long count = Long.parseLong(form.group(2));
            if (count == 0) {
                throw new Unsatisfiable();
            }
            return Optional.of(new ByteRange(Math.max(0, length - count), length - 1));
        }
        long first = Long.parseLong(form.group(1));
        long last = form.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(form.group(2));
        if (last < first) {
            return Optional.empty();
        }
        if (first >= length) {
            throw new Unsatisfiable();
        }
        return Optional.of(new ByteRange(first, Math.min(last, length - 1)));
    }
}
