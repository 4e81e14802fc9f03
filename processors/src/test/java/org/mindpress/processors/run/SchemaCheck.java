package org.mindpress.processors.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Holds JSON to the schemas in {@code docs/schemas}. Knows the keywords that they use and refuses every other one, so that no rule of a schema is
 * passed over.
 */
public final class SchemaCheck {
    private static final Path FOLDER = Path.of("../docs/schemas");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ANNOTATIONS =
            Set.of("$schema", "$defs", "title", "description", "default", "format");

    private final JsonNode root;
    private final List<String> problems;

    private SchemaCheck(JsonNode root, List<String> problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The schema of a file name such as {@code manifest-1.json}. */
    public static JsonNode schema(String file) throws IOException {
        return JSON.readTree(Files.readAllBytes(FOLDER.resolve(file)));
    }

    /** Names of all schemas, sorted. */
    public static Set<String> files() throws IOException {
        Set<String> names = new TreeSet<>();
        try (var found = Files.list(FOLDER)) {
            found.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    /** What a document violates, each with its place; empty when it obeys. */
    public static List<String> problems(String file, byte[] document) throws IOException {
        List<String> problems = new ArrayList<>();
        JsonNode schema = schema(file);
        new SchemaCheck(schema, problems).check(schema, JSON.readTree(document), "");
        return problems;
    }

    private void check(JsonNode schema, JsonNode value, String place) throws IOException {
        for (var keyword : schema.properties()) {
            JsonNode rule = keyword.getValue();
            switch (keyword.getKey()) {
                case "$ref" -> follow(rule.asText(), value, place);
                case "type" -> require(isOf(rule.asText(), value), place, "is no " + rule.asText() + ": " + value);
                case "const" -> require(rule.equals(value), place, "is not " + rule + ": " + value);
                case "enum" -> require(contains(rule, value), place, "is none of " + rule + ": " + value);
                case "pattern" ->
                    require(
                            !value.isTextual()
                                    || Pattern.compile(rule.asText())
                                            .matcher(value.asText())
                                            .find(),
                            place,
                            "does not match " + rule + ": " + value);
                case "minimum" ->
                    require(value.asDouble() >= rule.asDouble(), place, "is below " + rule + ": " + value);
                case "exclusiveMinimum" ->
                    require(value.asDouble() > rule.asDouble(), place, "is not above " + rule + ": " + value);
                case "maximum" ->
                    require(value.asDouble() <= rule.asDouble(), place, "is above " + rule + ": " + value);
                case "maxItems" -> require(value.size() <= rule.asInt(), place, "has more items than " + rule);
                case "required" -> rule.forEach(key -> require(value.has(key.asText()), place, "lacks " + key));
                case "dependentRequired" ->
                    rule.properties()
                            .forEach(pair -> pair.getValue()
                                    .forEach(key -> require(
                                            !value.has(pair.getKey()) || value.has(key.asText()),
                                            place,
                                            "lacks " + key)));
                case "properties" -> {
                    for (var property : rule.properties()) {
                        if (value.has(property.getKey())) {
                            check(property.getValue(), value.get(property.getKey()), place + "/" + property.getKey());
                        }
                    }
                }
                case "additionalProperties" -> checkOthers(schema, rule, value, place);
                case "items" -> {
                    for (int i = 0; i < value.size(); i++) {
                        check(rule, value.get(i), place + "/" + i);
                    }
                }
                default ->
                    require(
                            ANNOTATIONS.contains(keyword.getKey()),
                            place,
                            "the schema has an unknown keyword: " + keyword);
            }
        }
    }

    private void checkOthers(JsonNode schema, JsonNode rule, JsonNode value, String place) throws IOException {
        for (var member : value.properties()) {
            if (schema.path("properties").has(member.getKey())) {
                continue;
            }
            require(!rule.isBoolean() || rule.asBoolean(), place, "has an unknown key: " + member.getKey());
            if (rule.isObject()) {
                check(rule, member.getValue(), place + "/" + member.getKey());
            }
        }
    }

    private void follow(String reference, JsonNode value, String place) throws IOException {
        if (reference.startsWith("#")) {
            check(root.at(reference.substring(1)), value, place);
            return;
        }
        JsonNode other = schema(reference);
        new SchemaCheck(other, problems).check(other, value, place);
    }

    private void require(boolean holds, String place, String problem) {
        if (!holds) {
            problems.add((place.isEmpty() ? "/" : place) + " " + problem);
        }
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> false;
        };
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
