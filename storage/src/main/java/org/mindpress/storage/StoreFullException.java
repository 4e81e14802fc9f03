package org.mindpress.storage;

import java.io.IOException;

/** The server has no room for an object: free space, then try again. */
public final class StoreFullException extends IOException {
    public StoreFullException(String message) {
        super(message);
    }

    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
