package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.mindpress.storage.s3.S3ArtifactStore;

/**
 * A command on pipelines, runs or releases that does not care where they are: in a bucket that this process reaches, or behind
 * {@code --server}.
 *
 * @param <R> what the command works on
 */
abstract class RegistryCommand<R> extends StoreCommand {
    private final Ways<R> ways;

    RegistryCommand(Terminal terminal, Clock clock, Ways<R> ways) {
        super(terminal, clock);
        this.ways = ways;
    }

    /**
     * The two forms of a registry.
     *
     * @param served by a service elsewhere
     * @param stored in the bucket
     */
    record Ways<R>(Function<ApiClient, R> served, Stored<R> stored) {}

    /** Makes the form that works on the bucket. */
    @FunctionalInterface
    interface Stored<R> {
        R of(StoreAccess access, S3ArtifactStore bucket, Clock clock);
    }

    abstract ExitCode execute(R registry) throws Exception;

    @Override
    boolean worksWithServer() {
        return true;
    }

    @Override
    final ExitCode execute() throws Exception {
        Optional<ApiClient> server = store().server();
        if (server.isPresent()) {
            return execute(ways.served().apply(server.get()));
        }
        try (StoreAccess access = StoreAccess.open(store());
                S3ArtifactStore bucket = access.bucket()) {
            return execute(ways.stored().of(access, bucket, clock()));
        }
    }
}
