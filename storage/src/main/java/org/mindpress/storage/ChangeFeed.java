package org.mindpress.storage;

import java.io.IOException;
import java.util.function.Consumer;

/** Tells of changes in a bucket while somebody listens; what happens in between is lost. Implementations are thread-safe. */
public interface ChangeFeed extends AutoCloseable {
    /**
     * Hands over the key of each object that was written or removed, until the connection ends, which is no fault. Blocks; nothing tells whether
     * the server tells anything at all, and at once, so prove it with an object of your own.
     *
     * @param prefix of the keys that matter
     * @throws IOException when the server does not know such a call or cannot be reached
     */
    void listen(String prefix, Consumer<String> keys) throws IOException;

    /** Ends every call of {@link #listen} at once. It can be called again. */
    void interrupt();

    @Override
    void close();
}
