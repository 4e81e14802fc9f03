package org.mindpress.routes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON Schemas of what the REST interface takes and gives, one resource {@code schemas/<name>.json} each; they name one another by
 * {@code #/components/schemas/<name>}.
 */
final class ApiSchemas {
    private static final String REFERENCE = "#/components/schemas/";

    private final ObjectMapper json = new ObjectMapper();
    private final SortedMap<String, JsonNode> read = new TreeMap<>();

    /** Reads a schema and all that it names. */
    void add(String name) {
        if (read.containsKey(name)) {
            return;
        }
        JsonNode schema = schema(name);
        read.put(name, schema);
        for (String reference : schema.findValuesAsText("$ref")) {
            if (!reference.startsWith(REFERENCE)) {
                throw new IllegalArgumentException("schema " + name + " refers to " + reference);
            }
            add(reference.substring(REFERENCE.length()));
        }
    }

    static String reference(String name) {
        return REFERENCE + name;
    }

    /** All schemas read so far, by name. */
    SortedMap<String, JsonNode> all() {
        return new TreeMap<>(read);
    }

    private JsonNode schema(String name) {
        try (InputStream resource = ApiSchemas.class.getResourceAsStream("schemas/" + name + ".json")) {
            if (resource == null) {
                throw new IllegalArgumentException("there is no schema called " + name);
            }
            return json.readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException("schema " + name + " cannot be read", e);
        }
    }
}
