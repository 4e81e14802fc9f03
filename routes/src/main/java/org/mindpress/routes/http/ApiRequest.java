package org.mindpress.routes.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One request as an endpoint sees it. Values of path, query and headers stand apart, unlike in Camel's one map, in which a query parameter may pass
 * for a header.
 *
 * @param caller who sent it
 * @param path of the request, as it was sent
 * @param pathValues by name in the template, decoded
 * @param queryValues by name, decoded
 * @param headers by name, names without regard to case; several of one name are joined by commas
 * @param body text; empty when there is none
 */
public record ApiRequest(
        Caller caller,
        String path,
        Map<String, String> pathValues,
        Map<String, String> queryValues,
        SortedMap<String, String> headers,
        String body) {
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    public ApiRequest {
        pathValues = Map.copyOf(pathValues);
        queryValues = Map.copyOf(queryValues);
        SortedMap<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        own.putAll(headers);
        headers = java.util.Collections.unmodifiableSortedMap(own);
    }

    /** What stands in the place of {@code {name}}. */
    public String pathValue(String name) {
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the path of this endpoint has no {" + name + "}");
        }
        return value;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(queryValues.get(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** A cookie by name. */
    public Optional<String> cookie(String name) {
        for (String pair : header("Cookie").orElse("").split("[;,]", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
                return Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** The body as JSON: one value, no name twice in an object. */
    public JsonNode json() throws ApiFault {
        try {
            return STRICT.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiFault(
                    ApiAnswer.BAD_REQUEST,
                    "the body is no JSON, line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
    }
}
