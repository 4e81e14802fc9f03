package org.mindpress.routes.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.mindpress.processors.run.ArtifactReference;
import org.mindpress.routes.http.ApiAnswer;
import org.mindpress.routes.http.ApiFault;
import org.mindpress.routes.http.ApiRequest;
import org.mindpress.routes.http.Content;
import org.mindpress.routes.http.Endpoint;
import org.mindpress.routes.http.FileSlice;
import org.mindpress.routes.http.Problem;

/**
 * A file of the bucket as clients fetch it: its ETag is its SHA-256, so whoever has it asks again for nothing, and whoever was cut off goes on
 * where it was.
 *
 * @param artifact which file
 */
record CheckedFile(ArtifactReference artifact) {
    private static final int NOT_SATISFIABLE = 416;
    private static final String BINARY = "application/octet-stream";

    /** Says in a row of the table what this class reads and answers. */
    static Endpoint.Draft described(Endpoint.Draft row) {
        return row.header("If-None-Match", "ETag of the file that the caller has")
                .header("Range", "one range of bytes")
                .header("If-Range", "ETag that the range belongs to")
                .answers(ApiAnswer.OK, "the file", Content.of(BINARY))
                .answers(ApiAnswer.PARTIAL_CONTENT, "the part that was asked for", Content.of(BINARY))
                .answersNothing(ApiAnswer.NOT_MODIFIED, "the caller has it")
                .problems(ApiAnswer.NOT_FOUND, NOT_SATISFIABLE);
    }

    String etag() {
        return "\"" + artifact.sha256() + "\"";
    }

    /** Whether the caller has it; weak comparison, as the header wants it. */
    boolean isKnown(ApiRequest request) {
        Optional<String> known = request.header("If-None-Match");
        return known.isPresent()
                && Arrays.stream(known.get().split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag()));
    }

    /** All of it, or the range that the request wants. */
    ApiAnswer answer(ApiRequest request, VerifiedFiles files) throws IOException, ApiFault {
        long length = artifact.sizeBytes();
        Optional<String> wanted = request.header("Range")
                .filter(range -> request.header("If-Range").map(etag()::equals).orElse(true));
        Optional<ByteRange> range;
        try {
            range = wanted.isEmpty() ? Optional.empty() : ByteRange.of(wanted.get(), length);
        } catch (ByteRange.Unsatisfiable e) {
            throw new ApiFault(
                    Problem.of(NOT_SATISFIABLE, "the file has " + length + " bytes, asked for " + wanted.get())
                            .with("Content-Range", "bytes */" + length));
        }
        if (length == 0) {
            return ApiAnswer.bytes(ApiAnswer.OK, BINARY, new byte[0]);
        }
        Path copy = files.file(artifact);
        if (range.isEmpty()) {
            return ApiAnswer.file(ApiAnswer.OK, BINARY, new FileSlice(copy, 0, length));
        }
        ByteRange part = range.get();
        FileSlice slice = new FileSlice(copy, part.first(), part.last() - part.first() + 1);
        return ApiAnswer.file(ApiAnswer.PARTIAL_CONTENT, BINARY, slice)
                .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + length);
    }
}
