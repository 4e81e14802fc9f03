package org.mindpress.engine.importer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * One layer of a model as the JSON in its file describes it.
 *
 * @param kind the framework's class, such as {@code Conv2D}
 * @param name of the layer
 * @param config its settings
 * @param inputs names of the layers before it
 */
record DescribedLayer(String kind, String name, JsonNode config, List<String> inputs) {

    DescribedLayer {
        inputs = List.copyOf(inputs);
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode value = config.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw unexpected(key, value, "true or false");
        }
        return value.booleanValue();
    }

    double number(String key, double otherwise) {
        JsonNode value = config.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw unexpected(key, value, "a number");
        }
        return value.doubleValue();
    }

    int whole(String key, int otherwise) {
        double value = number(key, otherwise);
        if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
            throw new ImportRefusal(key + " is " + value + ", expected a whole number", "check the layer");
        }
        return (int) value;
    }

    String text(String key, String otherwise) {
        JsonNode value = config.path(key);
        return value.isTextual() ? value.textValue() : otherwise;
    }

    /** Height and width, given as two numbers or one for both. */
    List<Long> pair(String key, List<Long> otherwise) {
        JsonNode value = config.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (value.isIntegralNumber()) {
            return List.of(value.longValue(), value.longValue());
        }
        if (!value.isArray() || value.size() != 2) {
            throw unexpected(key, value, "two whole numbers");
        }
        List<Long> pair = new ArrayList<>();
        for (JsonNode size : value) {
            if (!size.isIntegralNumber()) {
                throw unexpected(key, value, "two whole numbers");
            }
            pair.add(size.longValue());
        }
        return pair;
    }

    private static ImportRefusal unexpected(String key, JsonNode value, String expected) {
        return new ImportRefusal(key + " is " + value + ", expected " + expected, "check the layer");
    }
}
