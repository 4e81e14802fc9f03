package org.mindpress.storage;

/** Hears how many bytes of content went over the line; called from the store's threads, so it must be thread-safe and quick. */
public interface TransferListener {
    /** A listener that ignores everything. */
    TransferListener NONE = new TransferListener() {
        @Override
        public void bytesRead(long count) {}

        @Override
        public void bytesWritten(long count) {}
    };

    /** Content bytes of one read or download. */
    void bytesRead(long count);

    /** Content bytes of one successful write. */
    void bytesWritten(long count);
}
