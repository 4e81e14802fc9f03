package org.mindpress.storage.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.mindpress.storage.StoreSettings;

/**
 * The store folder of this machine's user, as this process came to it: as its {@link Owner}, which runs the S3 server, or
 * as a {@link Client} of the process that does. An operating-system lock on {@code owner.lock} decides, so a killed owner
 * leaves no lock behind.
 */
public sealed interface EmbeddedStore extends AutoCloseable permits EmbeddedStore.Owner, EmbeddedStore.Client {

    /** {@code .mindpress/store} in the home folder. */
    static Path defaultFolder() {
        return Path.of(System.getProperty("user.home"), ".mindpress", "store");
    }

    /**
     * Becomes the owner when nobody is, else the client of the owner. Waits some seconds for an owner that is just
     * starting or stopping.
     *
     * @param folder made when missing, with mode 700
     * @param clock by which leftovers are a day old
     * @throws IOException saying what is wrong and the remedy: a folder that cannot be written, a file system without user
     *     attributes, a full disk, no free port, an owner that does not answer
     */
    static EmbeddedStore open(Path folder, Clock clock) throws IOException {
        return new StoreOpening(folder, clock, StoreOpening.PATIENCE).open();
    }

    /** As {@link #open(Path, Clock)} by the system clock. */
    static EmbeddedStore open(Path folder) throws IOException {
        return open(folder, Clock.systemUTC());
    }

    /** Where the server is and who runs it. */
    StoreEndpoint endpoint();

    /** Settings with which a store client reaches the server. */
    default StoreSettings settings() {
        return endpoint().settings();
    }

    /** Stops the server when this process owns it; nothing otherwise. */
    @Override
    void close() throws IOException;

    /** This process runs the server, until it is closed or the process ends. */
    non-sealed interface Owner extends EmbeddedStore {
        /**
         * Tells later clients where this process' service listens: rewrites {@code endpoint.json}, which only this user can read.
         *
         * @param token that the service wants to see; empty when it asks for none
         * @param certificate SHA-256, in hexadecimal, of the certificate that it shows; empty without TLS
         */
        void announce(URI apiUrl, URI managementUrl, Optional<ServiceSecret> token, Optional<String> certificate)
                throws IOException;

        /** As above, without TLS. */
        default void announce(URI apiUrl, URI managementUrl, Optional<ServiceSecret> token) throws IOException {
            announce(apiUrl, managementUrl, token, Optional.empty());
        }

        /** As above, for a service that asks for no token. */
        default void announce(URI apiUrl, URI managementUrl) throws IOException {
            announce(apiUrl, managementUrl, Optional.empty());
        }
    }

    /**
     * Another process runs the server.
     *
     * @param endpoint as that process wrote it
     */
    record Client(StoreEndpoint endpoint) implements EmbeddedStore {
        @Override
        public void close() {}
    }
}
