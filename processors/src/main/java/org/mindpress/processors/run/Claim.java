package org.mindpress.processors.run;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.mindpress.storage.ArtifactStore;

/** A run that this process works on. Beat every {@link Claims#BEAT}; release when the work stops. Thread-safe. */
public final class Claim {
    private final ArtifactStore store;
    private final String beatKey;
    private final String nextClaimKey;
    private final AtomicLong beats = new AtomicLong();

    Claim(ArtifactStore store, String beatKey, String nextClaimKey) {
        this.store = store;
        this.beatKey = beatKey;
        this.nextClaimKey = nextClaimKey;
    }

    /** Tells the others that this worker lives. */
    public void beat() throws IOException {
        write(false);
    }

    /** Whether another worker took the run over because it thought this one dead. */
    public boolean isLost() throws IOException {
        return store.stat(nextClaimKey).isPresent();
    }

    /** Gives the run back: the next worker need not wait. */
    public void release() throws IOException {
        write(true);
    }

    private void write(boolean released) throws IOException {
        store.put(beatKey, Documents.write(new ClaimBeat(ClaimBeat.VERSION, beats.incrementAndGet(), released)));
    }
}
