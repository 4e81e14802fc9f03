package org.mindpress.storage;

import java.io.IOException;

/** The server could not be reached, or did not answer in time, after all retries: transient, nothing is lost, try later. */
public final class StoreUnavailableException extends IOException {
    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
