package org.mindpress.routes.service;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.Role;
import org.mindpress.storage.s3.SignedLinks;

/**
 * The deployment file that a channel holds, for devices: the ETag is its SHA-256, so a device that has it asks again for nothing, and one that
 * was cut off goes on where it was. Bytes come from a copy that was checked once,
 * or, where devices reach the bucket, from there by a signed link. Thread-safe.
 */
final class ReleaseFileEndpoints implements EndpointSource {
    private static final Duration LINK_VALIDITY = Duration.ofMinutes(10);
    private static final int TEMPORARY_REDIRECT = 307;

    private final VerifiedFiles files;
    private final ReleaseStore releases;
    private final Optional<SignedLinks> links;

    ReleaseFileEndpoints(ReleaseStore releases, VerifiedFiles files, Optional<SignedLinks> links) {
        this.releases = releases;
        this.files = files;
        this.links = links;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(CheckedFile.described(Endpoint.get("/api/releases/{pipeline}/{channel}", "getReleasedFile")
                        .role(Role.VIEWER)
                        .summary("the deployment file that a channel holds")
                        .path("pipeline", "name of a pipeline")
                        .path("channel", "production, staging or candidate"))
                .answersNothing(
                        TEMPORARY_REDIRECT, "the file is at the signed link in Location; under serve --public-endpoint")
                .by(this::file));
    }

    private ApiAnswer file(ApiRequest request) throws IOException, ApiFault {
        String pipeline = ReleaseEndpoints.pipeline(request);
        Channel channel = ReleaseEndpoints.channel(request);
        ReleaseRecord held = releases.current(pipeline, channel)
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND, "pipeline " + pipeline + " has nothing in " + channel.spelling()));
        CheckedFile file = new CheckedFile(held.deployment());
        if (file.isKnown(request)) {
            return described(ApiAnswer.empty(ApiAnswer.NOT_MODIFIED), held, file);
        }
        if (links.isPresent()) {
            // nobody is sent for a file that is not what was released
            files.file(held.deployment());
            URI link = links.get().link(held.deployment().key(), LINK_VALIDITY);
            return described(ApiAnswer.empty(TEMPORARY_REDIRECT), held, file)
                    .with("Location", link.toString())
                    .with("Cache-Control", "no-store");
        }
        return described(file.answer(request, files), held, file);
    }

    private static ApiAnswer described(ApiAnswer answer, ReleaseRecord held, CheckedFile file) {
        return answer.with("ETag", file.etag())
                .with("Accept-Ranges", "bytes")
                .with("Cache-Control", "no-cache")
                .with("Mindpress-Release", held.title())
                .with("Mindpress-Run", held.run());
    }
}
