package org.mindpress.storage.s3;

import java.io.IOException;

/** The server's 412: the key of a create-once write is taken; never leaves this package. */
final class PreconditionFailed extends IOException {
    PreconditionFailed(String key) {
        super("object " + key + " exists");
    }
}
