package org.mindpress.storage.embedded;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.mindpress.storage.StoreCredentials;

/** The running server with its lock; thread-safe. */
final class OwnedStore implements EmbeddedStore.Owner {
    private final StoreFolder files;
    private final OwnerLock lock;
    private final S3Proxy server;
    private StoreEndpoint endpoint;
    private boolean closed;

    private OwnedStore(StoreFolder files, OwnerLock lock, S3Proxy server, StoreEndpoint endpoint) {
        this.files = files;
        this.lock = lock;
        this.server = server;
        this.endpoint = endpoint;
    }

    /** Checks the folder, sweeps it, starts the server, then tells others of it. */
    static OwnedStore start(StoreFolder files, OwnerLock lock, Clock clock) throws IOException {
        files.removeEndpoint();
        UserAttributes.check(files);
        new LeftoverSweep(files.bucketFolder(), clock).run();
        StoreCredentials keys = files.keys();
        S3Proxy server = serve(files, keys);
        try {
            StoreEndpoint endpoint = new StoreEndpoint(
                    URI.create("http://127.0.0.1:" + server.getPort()),
                    StoreFolder.BUCKET,
                    keys,
                    ProcessHandle.current().pid(),
                    ProcessStart.ofThisProcess(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            files.writeEndpoint(endpoint);
            return new OwnedStore(files, lock, server, endpoint);
        } catch (IOException | RuntimeException e) {
            stop(server);
            throw e;
        }
    }

    private static S3Proxy serve(StoreFolder files, StoreCredentials keys) throws IOException {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new SpeakingBlobStore(
                        new FilesystemNio2BlobStore(files.objectsFolder().toString())))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, keys.accessKey(), keys.secretKey())
                .ignoreUnknownHeaders(true)
                .build();
        try {
            server.start();
            return server;
        } catch (Exception e) {
            stop(server);
            throw new IOException(
                    "the embedded store cannot listen on 127.0.0.1: " + e.getMessage()
                            + ". Remedy: check the limits on ports and open files, or name an external store",
                    e);
        }
    }

    @Override
    public synchronized StoreEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public synchronized void announce(
            URI apiUrl, URI managementUrl, Optional<ServiceSecret> token, Optional<String> certificate)
            throws IOException {
        if (closed) {
            throw new IllegalStateException(
                    "the store of " + files.endpointFile().getParent() + " is closed");
        }
        endpoint = endpoint.withServices(apiUrl, managementUrl, token, certificate);
        files.writeEndpoint(endpoint);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            files.removeEndpoint();
            stop(server);
        } finally {
            lock.release();
        }
    }

    private static void stop(S3Proxy server) throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the embedded store did not stop: " + e.getMessage(), e);
        }
    }
}
