package org.mindpress.routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the REST interface says.
 *
 * @param status of HTTP
 * @param headers beside {@code Content-Type}
 * @param body what follows them
 */
public record ApiAnswer(int status, SortedMap<String, String> headers, Body body) {
    public static final int OK = 200;
    public static final int CREATED = 201;
    public static final int ACCEPTED = 202;
    public static final int NO_CONTENT = 204;
    public static final int NOT_MODIFIED = 304;
    public static final int PARTIAL_CONTENT = 206;
    public static final int BAD_REQUEST = 400;
    public static final int UNAUTHORIZED = 401;
    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;
    public static final int METHOD_NOT_ALLOWED = 405;
    public static final int CONFLICT = 409;
    public static final int PRECONDITION_FAILED = 412;
    public static final int PAYLOAD_TOO_LARGE = 413;
    public static final int UNSUPPORTED_MEDIA_TYPE = 415;
    public static final int PRECONDITION_REQUIRED = 428;
    public static final int TOO_MANY_REQUESTS = 429;
    public static final int INTERNAL = 500;
    public static final int UNAVAILABLE = 503;

    public ApiAnswer {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /** JSON, pretty. */
    public static ApiAnswer json(int status, JsonNode json) {
        return new ApiAnswer(status, new TreeMap<>(), Body.json(Content.JSON, json));
    }

    public static ApiAnswer text(int status, String mediaType, String text) {
        return bytes(status, mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    public static ApiAnswer bytes(int status, String mediaType, byte[] bytes) {
        return new ApiAnswer(status, new TreeMap<>(), new Body(mediaType, bytes, Optional.empty(), Optional.empty()));
    }

    /** Server-sent events, until the feed says that one was the last. */
    public static ApiAnswer events(EventFeed feed) {
        return new ApiAnswer(
                OK,
                new TreeMap<>(),
                new Body(EventStreams.MEDIA_TYPE, new byte[0], Optional.of(feed), Optional.empty()));
    }

    /** A file or a range of it, from an endpoint that says it answers {@link #PARTIAL_CONTENT}. */
    public static ApiAnswer file(int status, String mediaType, FileSlice file) {
        return new ApiAnswer(
                status, new TreeMap<>(), new Body(mediaType, new byte[0], Optional.empty(), Optional.of(file)));
    }

    public static ApiAnswer empty(int status) {
        return bytes(status, "", new byte[0]);
    }

    /** The same with a header. */
    public ApiAnswer with(String header, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new ApiAnswer(status, more, body);
    }

    /** What an answer carries; no media type when it carries nothing. */
    public static final class Body {
        private final String mediaType;
        private final byte[] bytes;
        private final Optional<EventFeed> feed;
        private final Optional<FileSlice> file;

        private Body(String mediaType, byte[] bytes, Optional<EventFeed> feed, Optional<FileSlice> file) {
            this.mediaType = mediaType;
            this.bytes = bytes;
            this.feed = feed;
            this.file = file;
        }

        static Body json(String mediaType, JsonNode json) {
            return new Body(
                    mediaType,
                    (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8),
                    Optional.empty(),
                    Optional.empty());
        }

        String mediaType() {
            return mediaType;
        }

        Optional<EventFeed> feed() {
            return feed;
        }

        Optional<FileSlice> file() {
            return file;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }
}
