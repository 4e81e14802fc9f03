package org.mindpress.routes.service;

import java.io.IOException;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.mindpress.storage.ArtifactStore;

/** Down when the bucket does not answer: nothing can go on without it. */
final class StoreHealth extends AbstractHealthCheck {
    private final ArtifactStore bucket;

    StoreHealth(ArtifactStore bucket) {
        super("mindpress", "store");
        this.bucket = bucket;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            bucket.serverTime();
            builder.up();
        } catch (IOException | IllegalStateException e) {
            builder.down().message(e.getMessage());
        }
    }
}
