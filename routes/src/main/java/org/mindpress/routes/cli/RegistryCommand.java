package org.mindpress.routes.cli;

import java.time.Clock;
import java.util.Optional;
import org.mindpress.storage.s3.S3ArtifactStore;

/** A command on registered pipelines, in the bucket or behind {@code --server}. */
abstract class RegistryCommand extends StoreCommand {

    RegistryCommand(Terminal terminal, Clock clock) {
        super(terminal, clock);
    }

    abstract ExitCode execute(PipelineRegistry pipelines) throws Exception;

    @Override
    boolean worksWithServer() {
        return true;
    }

    @Override
    final ExitCode execute() throws Exception {
        Optional<ApiClient> server = store().server();
        if (server.isPresent()) {
            return execute(new ServerPipelines(server.get()));
        }
        try (StoreAccess access = StoreAccess.open(store());
                S3ArtifactStore bucket = access.bucket()) {
            return execute(new BucketPipelines(bucket, System.getProperty("user.name", "unknown"), clock()));
        }
    }
}
