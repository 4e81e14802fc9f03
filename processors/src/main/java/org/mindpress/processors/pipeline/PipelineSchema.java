package org.mindpress.processors.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON Schema of pipeline files, made from the table of settings: for editors and for {@code docs/schemas}. */
public final class PipelineSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PipelineSchema() {}

    /** The schema as indented JSON with a line end; always the same bytes. */
    public static String json() {
        ObjectNode root = NODES.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "mindpress pipeline, version 1");
        root.setAll(mapping(Section.ROOT));
        try {
            return JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(root)
                            .replace("\r\n", "\n")
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values did not become JSON", e);
        }
    }

    private static ObjectNode mapping(Section section) {
        ObjectNode node = NODES.objectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        for (Setting setting : Setting.in(section)) {
            properties.set(setting.key(), property(setting));
            if (setting.required()) {
                required.add(setting.key());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        return node;
    }

    private static ObjectNode property(Setting setting) {
        ObjectNode node = NODES.objectNode().put("description", setting.description());
        ValueRule rule = setting.rule();
        switch (rule.kind()) {
            case NAME -> node.put("type", "string").put("pattern", "^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$");
            case TEXT -> node.put("type", "string");
            case TEXTS -> node.put("type", "array").putObject("items").put("type", "string");
            case URI -> node.put("type", "string");
            case WHOLE -> range(node.put("type", "integer"), rule);
            case WHOLE_OR_ALL -> {
                ArrayNode either = node.putArray("oneOf");
                either.add(range(NODES.objectNode().put("type", "integer"), rule));
                either.add(NODES.objectNode().put("const", "all"));
            }
            case DECIMAL -> range(node.put("type", "number"), rule);
            case DECIMALS -> node.put("type", "array").putObject("items").put("type", "number");
            case SWITCH -> node.put("type", "boolean");
            case CHOICE -> rule.choices().forEach(node.putArray("enum")::add);
            case MOMENT -> node.put("type", "string").put("pattern", "^[0-9]+(\\.[0-9]+)?\\s*(steps?|epochs?|%)$");
            case SECTION -> inner(node, rule);
            case SECTIONS -> {
                node.put("type", "array");
                inner(node.putObject("items"), rule);
            }
        }
        setting.defaultText().ifPresent(text -> defaultValue(node, rule, text));
        return node;
    }

    private static void inner(ObjectNode node, ValueRule rule) {
        node.setAll(mapping(rule.section().orElseThrow()));
    }

    private static ObjectNode range(ObjectNode node, ValueRule rule) {
        boolean whole = rule.kind() != ValueRule.Kind.DECIMAL;
        if (whole) {
            return node.put("minimum", (long) rule.least()).put("maximum", (long) rule.most());
        }
        return node.put("minimum", rule.least()).put("maximum", rule.most());
    }

    private static void defaultValue(ObjectNode node, ValueRule rule, String text) {
        switch (rule.kind()) {
            case WHOLE -> node.put("default", Long.parseLong(text));
            case DECIMAL -> node.put("default", Double.parseDouble(text));
            case SWITCH -> node.put("default", text.equals("true"));
            default -> node.put("default", text);
        }
    }
}
