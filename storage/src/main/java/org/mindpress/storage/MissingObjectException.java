package org.mindpress.storage;

import java.io.IOException;

/** An object that was asked for does not exist. */
public final class MissingObjectException extends IOException {
    private final String key;

    public MissingObjectException(String key) {
        super("object " + key + " is missing");
        this.key = key;
    }

    public String key() {
        return key;
    }
}
