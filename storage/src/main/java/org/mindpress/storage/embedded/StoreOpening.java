package org.mindpress.storage.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Decides between owner and client, waiting out an owner that is just starting or stopping. */
final class StoreOpening {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int CONNECT_MILLIS = 2000;

    private final Path folder;
    private final Clock clock;
    private final Duration patience;

    StoreOpening(Path folder, Clock clock, Duration patience) {
        this.folder = folder;
        this.clock = clock;
        this.patience = patience;
    }

    EmbeddedStore open() throws IOException {
        StoreFolder files = StoreFolder.make(folder);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<OwnerLock> lock = OwnerLock.tryAcquire(files.folder(), StoreFolder.LOCK_NAME);
            if (lock.isPresent()) {
                return own(files, lock.get());
            }
            Optional<StoreEndpoint> endpoint = files.readEndpoint();
            if (endpoint.isPresent() && endpoint.get().ownerIsAlive() && answers(endpoint.get())) {
                return new EmbeddedStore.Client(endpoint.get());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(stale(files, endpoint));
            }
            pause();
        }
    }

    private EmbeddedStore own(StoreFolder files, OwnerLock lock) throws IOException {
        try {
            return OwnedStore.start(files, lock, clock);
        } catch (IOException | RuntimeException e) {
            lock.release();
            throw e;
        }
    }

    private static boolean answers(StoreEndpoint endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            endpoint.url().getHost(), endpoint.url().getPort()),
                    CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String stale(StoreFolder files, Optional<StoreEndpoint> endpoint) {
        String held = "store folder " + folder + ": another process holds " + StoreFolder.LOCK_NAME;
        if (endpoint.isEmpty()) {
            return held + " but has not written " + files.endpointFile() + " within " + patience.toSeconds()
                    + " s. Remedy: end that process, then try again";
        }
        StoreEndpoint found = endpoint.get();
        String why = found.ownerIsAlive()
                ? "names " + found.url() + ", which does not answer"
                : "is stale: its process " + found.pid() + " has ended";
        return held + ", and " + files.endpointFile() + " " + why
                + ". Remedy: end the process that holds the lock, then try again";
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the owner of the store");
        }
    }
}
