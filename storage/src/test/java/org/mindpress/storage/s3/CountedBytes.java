package org.mindpress.storage.s3;

import java.util.concurrent.atomic.AtomicLong;
import org.mindpress.storage.TransferListener;

/** Adds up what it hears. */
public final class CountedBytes implements TransferListener {
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    @Override
    public void bytesRead(long count) {
        read.addAndGet(count);
    }

    @Override
    public void bytesWritten(long count) {
        written.addAndGet(count);
    }

    public long read() {
        return read.get();
    }

    public long written() {
        return written.get();
    }
}
