package org.mindpress.routes.http;

import java.util.List;
import java.util.Optional;

/**
 * Form of a body.
 *
 * @param mediaTypes that it may have, lower case, the usual one first
 * @param schema name of the JSON Schema that its JSON fits; empty for what is no JSON
 */
public record Content(List<String> mediaTypes, Optional<String> schema) {
    public static final String JSON = "application/json";

    public Content {
        mediaTypes = List.copyOf(mediaTypes);
        if (mediaTypes.isEmpty()) {
            throw new IllegalArgumentException("content needs a media type");
        }
    }

    /** JSON after a schema of {@link ApiSchemas}. */
    public static Content json(String schema) {
        return new Content(List.of(JSON), Optional.of(schema));
    }

    /** Anything else. */
    public static Content of(String... mediaTypes) {
        return new Content(List.of(mediaTypes), Optional.empty());
    }
}
