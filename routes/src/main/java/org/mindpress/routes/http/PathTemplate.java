package org.mindpress.routes.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A path with names in braces for whole segments: {@code /api/runs/{id}}.
 *
 * @param text the template
 */
public record PathTemplate(String text) {
    public PathTemplate {
        if (!text.startsWith("/") || (text.length() > 1 && text.endsWith("/"))) {
            throw new IllegalArgumentException("a path begins with a slash and ends in none: " + text);
        }
        for (String segment : segments(text)) {
            boolean name = segment.matches("\\{[a-z][A-Za-z0-9]*}");
            if (!name && !segment.matches("[A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException(
                        "segment '" + segment + "' of " + text + " is neither word nor {name}");
            }
        }
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    private static boolean isName(String segment) {
        return segment.startsWith("{");
    }

    private static String name(String segment) {
        return segment.substring(1, segment.length() - 1);
    }

    /** Names in braces, in order. */
    public List<String> names() {
        return segments(text).stream()
                .filter(PathTemplate::isName)
                .map(PathTemplate::name)
                .toList();
    }

    /** The same as the HTTP server spells it: {@code /api/runs/:id}. */
    String route() {
        return text.replaceAll("\\{([^}]+)}", ":$1");
    }

    /** Whether some path fits both. */
    boolean meets(PathTemplate other) {
        List<String> ours = segments(text);
        List<String> theirs = segments(other.text);
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            boolean fits =
                    isName(ours.get(i)) || isName(theirs.get(i)) || ours.get(i).equals(theirs.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a path says in the places of the names, decoded; empty when it does not fit.
     *
     * @param path of a request, percent-encoded, without query
     */
    public Optional<Map<String, String>> match(String path) {
        List<String> ours = segments(text);
        List<String> theirs = path.startsWith("/") ? segments(path) : List.of();
        if (ours.size() != theirs.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < ours.size(); i++) {
            Optional<String> value = decoded(theirs.get(i));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (isName(ours.get(i)) && !value.get().isEmpty()) {
                values.put(name(ours.get(i)), value.get());
            } else if (!ours.get(i).equals(theirs.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static Optional<String> decoded(String segment) {
        try {
            return Stream.of(segment)
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .findFirst();
        } catch (IllegalArgumentException badEscape) {
            return Optional.empty();
        }
    }
}
