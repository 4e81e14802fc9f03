package org.mindpress.storage.s3;

import java.io.IOException;

/** A fault after which the same call may succeed; never leaves this package. */
final class TransientFault extends IOException {
    TransientFault(String message, Throwable cause) {
        super(message, cause);
    }

    TransientFault(String message) {
        super(message);
    }
}
