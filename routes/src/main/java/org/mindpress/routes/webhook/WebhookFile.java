package org.mindpress.routes.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file of {@code serve --webhooks}: a list of {@code {"name", "url", "events", "secret"}}. Address and secret may be {@code ${env:NAME}}; a secret must.
 */
public final class WebhookFile {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Z][A-Z0-9_]*)}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Set<String> KEYS = Set.of("name", "url", "events", "secret");

    private final String file;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private WebhookFile(String file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * Reads it.
     *
     * @param file how messages name it
     * @throws IllegalArgumentException with all problems, a line each
     */
    public static List<WebhookTarget> read(String file, String text, Map<String, String> environment) {
        return new WebhookFile(file, environment).targets(text);
    }

    private List<WebhookTarget> targets(String text) {
        List<WebhookTarget> targets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonNode list = tree(text);
        if (!list.isArray()) {
            problems.add(file + ": expected a list of {\"name\", \"url\", \"events\", \"secret\"}");
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode node = list.get(i);
            String place = file + ", entry " + (i + 1);
            int before = problems.size();
            node.fieldNames().forEachRemaining(key -> {
                if (!KEYS.contains(key)) {
                    problems.add(place + ": unknown key '" + key + "'; known are name, url, events, secret");
                }
            });
            String name = node.path("name").asText();
            if (!NAME.matcher(name).matches() || !names.add(name)) {
                problems.add(place + ": 'name' must be lower-case letters, digits and dashes, and no other entry's");
            }
            Set<WebhookEvent> events = events(node.path("events"), place);
            Optional<URI> url = url(node.path("url").asText(), place);
            Optional<String> secret = secret(node.path("secret").asText(), place);
            if (problems.size() == before && url.isPresent() && secret.isPresent()) {
                targets.add(new WebhookTarget(name, url.get(), events, secret.get()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return targets;
    }

    private JsonNode tree(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + ": no JSON, line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr(),
                    e);
        }
    }

    private Set<WebhookEvent> events(JsonNode list, String place) {
        Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
        for (JsonNode item : list) {
            Optional<WebhookEvent> event = WebhookEvent.of(item.asText());
            event.ifPresent(events::add);
            if (event.isEmpty()) {
                problems.add(place + ": unknown event '" + item.asText() + "'; known are " + WebhookEvent.spellings());
            }
        }
        if (!list.isArray() || list.isEmpty()) {
            problems.add(place + ": 'events' must be a list of " + WebhookEvent.spellings());
        }
        return events;
    }

    private Optional<URI> url(String text, String place) {
        Optional<String> value = resolved(text, place);
        try {
            if (value.isPresent() && WebhookTarget.mayBeCalled(new URI(value.get()))) {
                return Optional.of(new URI(value.get()));
            }
        } catch (URISyntaxException e) {
            // said below, without the text: it may be a secret
        }
        if (value.isPresent()) {
            problems.add(place + ": 'url' must be https, or http on 127.0.0.1, without user and password");
        }
        return Optional.empty();
    }

    private Optional<String> secret(String text, String place) {
        if (!REFERENCE.matcher(text).matches()) {
            problems.add(
                    place + ": 'secret' must name a variable of the environment as ${env:NAME}; the file holds none");
            return Optional.empty();
        }
        return resolved(text, place);
    }

    private Optional<String> resolved(String text, String place) {
        Matcher reference = REFERENCE.matcher(text);
        if (!reference.matches()) {
            return Optional.of(text);
        }
        Optional<String> value =
                Optional.ofNullable(environment.get(reference.group(1))).filter(found -> !found.isBlank());
        if (value.isEmpty()) {
            problems.add(place + ": the environment has no " + reference.group(1));
        }
        return value;
    }
}
