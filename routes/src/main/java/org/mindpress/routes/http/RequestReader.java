package org.mindpress.routes.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes a request apart as its row of the table says, and refuses what the row does not know. */
final class RequestReader {
    private RequestReader() {}

    static ApiRequest read(Endpoint endpoint, Caller caller, HttpServerRequest request, String body) throws ApiFault {
        Optional<Map<String, String>> path = endpoint.path().match(request.path());
        if (path.isEmpty()) {
            throw new ApiFault(ApiAnswer.NOT_FOUND, "there is nothing here");
        }
        Map<String, String> query = query(Optional.ofNullable(request.query()).orElse(""));
        refuseUnknown(endpoint, query);
        SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach((name, value) -> headers.merge(name, value, (first, next) -> first + ", " + next));
        if (endpoint.takes().isPresent()) {
            refuseOtherForms(endpoint.takes().get(), headers.getOrDefault("Content-Type", ""));
        }
        return new ApiRequest(caller, request.path(), path.get(), query, headers, body);
    }

    private static Map<String, String> query(String query) throws ApiFault {
        Map<String, String> values = new HashMap<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                if (values.put(name, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
                    throw new ApiFault(ApiAnswer.BAD_REQUEST, "query parameter '" + name + "' is given twice");
                }
            }
        }
        return values;
    }

    private static String decoded(String text) throws ApiFault {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiFault(ApiAnswer.BAD_REQUEST, "'" + text + "' in the query is not percent-encoded");
        }
    }

    private static void refuseUnknown(Endpoint endpoint, Map<String, String> query) throws ApiFault {
        List<String> known = endpoint.parameters().stream()
                .filter(parameter -> parameter.in() == Parameter.Place.QUERY)
                .map(Parameter::name)
                .toList();
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw new ApiFault(ApiAnswer.BAD_REQUEST, "unknown query parameter '" + name + "'; known are " + known);
            }
        }
    }

    /** What curl sends by default is a form, which is taken apart before it gets here. */
    private static void refuseOtherForms(Content takes, String contentType) throws ApiFault {
        int semicolon = contentType.indexOf(';');
        String mediaType = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!mediaType.isEmpty() && !takes.mediaTypes().contains(mediaType)) {
            throw new ApiFault(
                    ApiAnswer.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type " + mediaType + " is not taken here: send "
                            + String.join(" or ", takes.mediaTypes()));
        }
    }
}
