package org.mindpress.storage;

import java.io.IOException;

/** The server does not accept the keys. The message names endpoint and bucket, never a key. */
public final class CredentialsRefusedException extends IOException {
    public CredentialsRefusedException(String message) {
        super(message);
    }

    public CredentialsRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
