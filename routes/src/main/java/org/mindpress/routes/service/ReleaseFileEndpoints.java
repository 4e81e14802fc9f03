package org.mindpress.routes.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mindpress.processors.release.Channel;
import org.mindpress.processors.release.ReleaseRecord;
import org.mindpress.processors.release.ReleaseStore;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.EndpointSource;
import org.mindpress.routes.http.FileSlice;
import org.mindpress.routes.http.Problem;
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
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_SATISFIABLE = 416;
    private static final String BINARY = "application/octet-stream";

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
        return List.of(Endpoint.get("/api/releases/{pipeline}/{channel}", "getReleasedFile")
                .role(Role.VIEWER)
                .summary("the deployment file that a channel holds")
                .path("pipeline", "name of a pipeline")
                .path("channel", "production, staging or candidate")
                .header("If-None-Match", "ETag of the file that the caller has")
                .header("Range", "one range of bytes")
                .header("If-Range", "ETag that the range belongs to")
                .answers(ApiAnswer.OK, "the file", Content.of(BINARY))
                .answers(ApiAnswer.PARTIAL_CONTENT, "the part that was asked for", Content.of(BINARY))
                .answersNothing(
                        TEMPORARY_REDIRECT, "the file is at the signed link in Location; under serve --public-endpoint")
                .answersNothing(NOT_MODIFIED, "the caller has it")
                .problems(ApiAnswer.NOT_FOUND, NOT_SATISFIABLE)
                .by(this::file));
    }

    private ApiAnswer file(ApiRequest request) throws IOException, ApiFault {
        String pipeline = ReleaseEndpoints.pipeline(request);
        Channel channel = ReleaseEndpoints.channel(request);
        ReleaseRecord held = releases.current(pipeline, channel)
                .orElseThrow(() -> new ApiFault(
                        ApiAnswer.NOT_FOUND, "pipeline " + pipeline + " has nothing in " + channel.spelling()));
        String etag = "\"" + held.deployment().sha256() + "\"";
        if (names(request.header("If-None-Match"), etag)) {
            return described(ApiAnswer.empty(NOT_MODIFIED), held, etag);
        }
        Path copy = files.file(held.deployment());
        if (links.isPresent()) {
            URI link = links.get().link(held.deployment().key(), LINK_VALIDITY);
            return described(ApiAnswer.empty(TEMPORARY_REDIRECT), held, etag)
                    .with("Location", link.toString())
                    .with("Cache-Control", "no-store");
        }
        long length = held.deployment().sizeBytes();
        Optional<String> wanted = request.header("Range")
                .filter(range -> request.header("If-Range").map(etag::equals).orElse(true));
        Optional<ByteRange> range;
        try {
            range = wanted.isEmpty() ? Optional.empty() : ByteRange.of(wanted.get(), length);
        } catch (ByteRange.Unsatisfiable e) {
            throw new ApiFault(
                    Problem.of(NOT_SATISFIABLE, "the file has " + length + " bytes, asked for " + wanted.get())
                            .with("Content-Range", "bytes */" + length));
        }
        if (range.isEmpty()) {
            return described(ApiAnswer.file(ApiAnswer.OK, BINARY, new FileSlice(copy, 0, length)), held, etag);
        }
        ByteRange part = range.get();
        FileSlice slice = new FileSlice(copy, part.first(), part.last() - part.first() + 1);
        return described(ApiAnswer.file(ApiAnswer.PARTIAL_CONTENT, BINARY, slice), held, etag)
                .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + length);
    }

    private static ApiAnswer described(ApiAnswer answer, ReleaseRecord held, String etag) {
        return answer.with("ETag", etag)
                .with("Accept-Ranges", "bytes")
                .with("Cache-Control", "no-cache")
                .with("Mindpress-Release", held.title())
                .with("Mindpress-Run", held.run());
    }

    /** Weak comparison, as the header wants it. */
    private static boolean names(Optional<String> header, String etag) {
        return header.isPresent()
                && Arrays.stream(header.get().split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }
}
