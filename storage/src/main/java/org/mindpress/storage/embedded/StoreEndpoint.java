package org.mindpress.storage.embedded;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.mindpress.storage.StoreCredentials;
import org.mindpress.storage.StoreSettings;

/**
 * What the owner of a store folder tells other processes of the same user, by the file {@code endpoint.json}.
 *
 * @param url of the embedded S3 server
 * @param bucket the one bucket
 * @param credentials keys for it
 * @param pid of the owner
 * @param processStart when the owner started: tells it from a later process with its pid
 * @param apiUrl of the owner's service, once it has one
 * @param managementUrl of its health and metrics, once it has one
 * @param apiToken that its service wants to see, when it does
 * @param apiCertificate SHA-256, in hexadecimal, of the one certificate that its service shows, when it speaks TLS
 */
public record StoreEndpoint(
        URI url,
        String bucket,
        StoreCredentials credentials,
        long pid,
        Instant processStart,
        Optional<URI> apiUrl,
        Optional<URI> managementUrl,
        Optional<ServiceSecret> apiToken,
        Optional<String> apiCertificate) {
    public StoreEndpoint {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(bucket, "bucket");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(processStart, "processStart");
        Objects.requireNonNull(apiUrl, "apiUrl");
        Objects.requireNonNull(managementUrl, "managementUrl");
        Objects.requireNonNull(apiToken, "apiToken");
        Objects.requireNonNull(apiCertificate, "apiCertificate");
    }

    /** Settings with which a store client reaches the server. */
    public StoreSettings settings() {
        return new StoreSettings(url, bucket, StoreSettings.DEFAULT_REGION, credentials);
    }

    /** Whether the process that wrote this still runs. */
    public boolean ownerIsAlive() {
        return ProcessStart.of(pid)
                .filter(start -> ProcessStart.same(start, processStart))
                .isPresent();
    }

    StoreEndpoint withServices(URI api, URI management, Optional<ServiceSecret> token, Optional<String> certificate) {
        return new StoreEndpoint(
                url,
                bucket,
                credentials,
                pid,
                processStart,
                Optional.of(api),
                Optional.of(management),
                token,
                certificate);
    }
}
