package org.mindpress.storage;

import java.io.IOException;

/** The content of an object is not what was written or what a manifest names. */
public final class CorruptObjectException extends IOException {
    private final String key;
    private final String expected;
    private final String found;

    /**
     * @param key key in the bucket
     * @param expected SHA-256 that the content should have
     * @param found SHA-256 that it has
     */
    public CorruptObjectException(String key, String expected, String found) {
        super("object " + key + " is damaged: its sha256 should be " + expected + " but is " + found);
        this.key = key;
        this.expected = expected;
        this.found = found;
    }

    public String key() {
        return key;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
