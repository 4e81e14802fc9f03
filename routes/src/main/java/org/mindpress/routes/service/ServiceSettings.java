package org.mindpress.routes.service;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mindpress.processors.child.ChildJvm;
import org.mindpress.routes.access.TokenText;
import org.mindpress.routes.http.ApiAddress;
import org.mindpress.routes.webhook.WebhookTarget;

/**
 * What the process decides about its service.
 *
 * @param home folder of this user's mindpress, which holds the permit
 * @param scratch folder for working files
 * @param address where the REST interface and the page are listened for
 * @param port of the REST interface; 0 for any free one
 * @param managementPort of health and metrics; 0 for any free one
 * @param queue folder of a queue that outlives the process; empty for one that does not, and then runs of others are left alone
 * @param parallelRuns how many runs are worked on at once
 * @param eventToken what a sender of bucket events must show; empty when events are refused
 * @param ownerToken of this user's command line, all others need one from the bucket; empty when everybody on loopback may do everything
 * @param retryPause pause before the first fresh attempt of a stage after a transient fault
 * @param children how stages are started as processes of their own; empty when they compute in this one
 * @param publicEndpoint of the bucket as devices reach it, to which they are sent for released files; empty when the service sends those itself
 * @param webhooks who is told of what happens
 */
public record ServiceSettings(
        Path home,
        Path scratch,
        ApiAddress address,
        int port,
        int managementPort,
        Optional<Path> queue,
        int parallelRuns,
        Optional<String> eventToken,
        Optional<TokenText> ownerToken,
        Duration retryPause,
        Optional<ChildJvm> children,
        Optional<URI> publicEndpoint,
        List<WebhookTarget> webhooks) {
    /** The port of {@code serve}. */
    public static final int DEFAULT_PORT = 7450;
    /** The port of its health and metrics. */
    public static final int DEFAULT_MANAGEMENT_PORT = 7451;

    private static final Duration RETRY_PAUSE = Duration.ofSeconds(3);
    private static final int PARALLEL_RUNS = 2;

    public ServiceSettings {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(eventToken, "eventToken");
        Objects.requireNonNull(ownerToken, "ownerToken");
        Objects.requireNonNull(children, "children");
        Objects.requireNonNull(publicEndpoint, "publicEndpoint");
        webhooks = List.copyOf(webhooks);
        if (parallelRuns < 1) {
            throw new IllegalArgumentException("at least one run must be possible at once, not " + parallelRuns);
        }
    }

    /** A service that lives as long as one command and asks nobody on loopback for a token. */
    public static ServiceSettings command(Path home, Path scratch) {
        return new ServiceSettings(
                home,
                scratch,
                ApiAddress.LOOPBACK,
                0,
                0,
                Optional.empty(),
                PARALLEL_RUNS,
                Optional.empty(),
                Optional.empty(),
                RETRY_PAUSE,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** A service that stays, and asks for tokens. */
    public static ServiceSettings lasting(
            Path home, Path scratch, int port, int managementPort, Path queue, String eventToken) {
        return new ServiceSettings(
                home,
                scratch,
                ApiAddress.LOOPBACK,
                port,
                managementPort,
                Optional.of(queue),
                PARALLEL_RUNS,
                Optional.of(eventToken),
                Optional.of(TokenText.random()),
                RETRY_PAUSE,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** The same, listening elsewhere. */
    public ServiceSettings withAddress(ApiAddress other) {
        return new ServiceSettings(
                home,
                scratch,
                other,
                port,
                managementPort,
                queue,
                parallelRuns,
                eventToken,
                ownerToken,
                retryPause,
                children,
                publicEndpoint,
                webhooks);
    }

    /** The same with each stage in a process of its own. */
    public ServiceSettings withChildren(ChildJvm jvm) {
        return new ServiceSettings(
                home,
                scratch,
                address,
                port,
                managementPort,
                queue,
                parallelRuns,
                eventToken,
                ownerToken,
                retryPause,
                Optional.of(jvm),
                publicEndpoint,
                webhooks);
    }

    /** The same with devices sent to the bucket itself for released files. */
    public ServiceSettings withPublicEndpoint(Optional<URI> endpoint) {
        return new ServiceSettings(
                home,
                scratch,
                address,
                port,
                managementPort,
                queue,
                parallelRuns,
                eventToken,
                ownerToken,
                retryPause,
                children,
                endpoint,
                webhooks);
    }

    /** The same with others told of what happens. */
    public ServiceSettings withWebhooks(List<WebhookTarget> targets) {
        return new ServiceSettings(
                home,
                scratch,
                address,
                port,
                managementPort,
                queue,
                parallelRuns,
                eventToken,
                ownerToken,
                retryPause,
                children,
                publicEndpoint,
                targets);
    }

    /** The machine's permit for heavy stages, shared by all stores of the user. */
    Path permit() {
        return home.resolve("permit.lock");
    }

    /** Held while something removes what is old, by {@code gc} or a service. */
    public static Path retentionLock(Path home) {
        return home.resolve("gc.lock");
    }
}
