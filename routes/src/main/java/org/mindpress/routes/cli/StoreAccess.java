package org.mindpress.routes.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.mindpress.routes.service.Service;
import org.mindpress.routes.tls.ServerTrust;
import org.mindpress.storage.StoreSettings;
import org.mindpress.storage.embedded.EmbeddedStore;
import org.mindpress.storage.embedded.ServiceSecret;
import org.mindpress.storage.s3.S3ArtifactStore;

/** The bucket as this command reached it: an external server, the embedded store, or the one that another process runs. */
final class StoreAccess implements AutoCloseable {
    private final StoreSettings settings;
    private final Optional<EmbeddedStore> embedded;

    private StoreAccess(StoreSettings settings, Optional<EmbeddedStore> embedded) {
        this.settings = settings;
        this.embedded = embedded;
    }

    static StoreAccess open(StoreOptions options) throws IOException, CommandFault {
        Optional<StoreSettings> external = external(options);
        if (external.isPresent()) {
            return new StoreAccess(external.get(), Optional.empty());
        }
        EmbeddedStore store = EmbeddedStore.open(options.folder());
        return new StoreAccess(store.settings(), Optional.of(store));
    }

    private static Optional<StoreSettings> external(StoreOptions options) throws CommandFault {
        try {
            return options.external(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new CommandFault(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    StoreSettings settings() {
        return settings;
    }

    /** A client of the bucket, checked. */
    S3ArtifactStore bucket() throws IOException {
        S3ArtifactStore bucket = S3ArtifactStore.of(settings);
        boolean fit = false;
        try {
            bucket.probe();
            fit = true;
            return bucket;
        } finally {
            if (!fit) {
                bucket.close();
            }
        }
    }

    /** Whether another process runs the embedded store. */
    boolean isClient() {
        return embedded.filter(EmbeddedStore.Client.class::isInstance).isPresent();
    }

    /** REST interface of the process that runs the embedded store, when it has one. */
    Optional<URI> api() {
        return isClient() ? embedded.flatMap(store -> store.endpoint().apiUrl()) : Optional.empty();
    }

    /** Process that runs the embedded store. */
    Optional<Long> owner() {
        return embedded.map(store -> store.endpoint().pid());
    }

    /** A client of that interface, with the token that it wants to see. */
    Optional<ApiClient> client() {
        return api().map(url -> new ApiClient(
                url,
                embedded.flatMap(store -> store.endpoint().apiToken()).map(ServiceSecret::text),
                embedded.flatMap(store -> store.endpoint().apiCertificate()).map(ServerTrust::exactly)));
    }

    /** Tells other processes where this one's service listens and what it wants to see; nothing when the store is not ours. */
    void announce(Service service) throws IOException {
        if (embedded.isPresent() && embedded.get() instanceof EmbeddedStore.Owner owner) {
            owner.announce(
                    service.apiUrl(),
                    service.managementUrl(),
                    service.ownerToken().map(token -> new ServiceSecret(token.text())),
                    service.certificate());
        }
    }

    /** A fresh folder for working files: what a killed process left in it is gone. */
    Path scratch(StoreOptions options) throws IOException {
        if (embedded.isEmpty()) {
            return Files.createTempDirectory("mindpress-");
        }
        Path store = options.folder().toAbsolutePath().normalize();
        Path scratch = store.resolveSibling(store.getFileName() + "-scratch");
        // only the store's owner works beside it
        if (!isClient() && Files.isDirectory(scratch)) {
            try (Stream<Path> left = Files.walk(scratch)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        return scratch;
    }

    @Override
    public void close() throws IOException {
        if (embedded.isPresent()) {
            embedded.get().close();
        }
    }
}
