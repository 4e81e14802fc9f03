package org.mindpress.engine.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * The JSON in {@code model_config} of a Keras file: Sequential or functional, as Keras 2 and Keras 3 write it.
 *
 * @param name of the model
 * @param layers in file order, each with the names of the layers before it
 * @param imageShape height, width, channels
 * @param input name of the image input
 * @param output name of the layer that computes the result
 */
record KerasConfiguration(
        String name, List<DescribedLayer> layers, List<Integer> imageShape, String input, String output) {
    private static final String ONE_PATH = "use one image input and one output";
    private static final int LARGEST_SIZE = 1 << 15;
    // an empty object of two characters takes a hundred bytes; the largest networks of Keras have some 600,000
    // characters
    private static final int LONGEST_JSON = 4 << 20;

    KerasConfiguration {
        layers = List.copyOf(layers);
        imageShape = List.copyOf(imageShape);
    }

    static KerasConfiguration parse(String json) {
        if (json.length() > LONGEST_JSON) {
            throw new ImportRefusal(
                    "model_config has " + json.length() + " characters, expected at most " + LONGEST_JSON,
                    "save one network for images");
        }
        JsonNode model;
        try {
            model = new ObjectMapper().readTree(json);
        } catch (JsonProcessingException broken) {
            throw new ImportRefusal("model_config is no JSON: " + broken.getOriginalMessage(), "save the model again");
        }
        String kind = model.path("class_name").asText("");
        JsonNode config = model.path("config");
        return switch (kind) {
            case "Sequential" -> sequential(config);
            case "Functional", "Model" -> functional(config);
            default ->
                throw new ImportRefusal(
                        "the model is a " + kind + ", expected Sequential or Functional",
                        "build the model of layers, not as a class of your own");
        };
    }

    private static KerasConfiguration sequential(JsonNode config) {
        // before Keras 2.2.3 the config of a Sequential was the list of its layers
        JsonNode entries = config.isArray() ? config : config.path("layers");
        List<DescribedLayer> layers = new ArrayList<>();
        Optional<JsonNode> shape = Optional.empty();
        String input = "image";
        String before = "";
        for (JsonNode entry : entries) {
            DescribedLayer layer = layer(entry, before.isEmpty() ? List.of() : List.of(before));
            shape = shape.or(() -> shape(layer));
            if (layer.kind().equals("InputLayer")) {
                input = layer.name();
            } else {
                layers.add(before.isEmpty() ? layer(entry, List.of(input)) : layer);
                before = layer.name();
            }
        }
        return new KerasConfiguration(config.path("name").asText("net"), layers, imageShape(shape), input, before);
    }

    private static KerasConfiguration functional(JsonNode config) {
        List<DescribedLayer> layers = new ArrayList<>();
        Optional<JsonNode> shape = Optional.empty();
        for (JsonNode entry : config.path("layers")) {
            JsonNode nodes = entry.path("inbound_nodes");
            if (nodes.size() > 1) {
                throw new ImportRefusal(
                        "layer " + entry.path("config").path("name").asText("?") + " is used " + nodes.size()
                                + " times",
                        "use a layer of its own in each place");
            }
            List<String> inputs = new ArrayList<>();
            collect(nodes, inputs);
            DescribedLayer layer = layer(entry, inputs);
            if (layer.kind().equals("InputLayer")) {
                shape = shape.or(() -> shape(layer));
            } else {
                layers.add(layer);
            }
        }
        String name = config.path("name").asText("net");
        String input = end(config.path("input_layers"), "input_layers");
        return new KerasConfiguration(
                name, layers, imageShape(shape), input, end(config.path("output_layers"), "output_layers"));
    }

    private static DescribedLayer layer(JsonNode entry, List<String> inputs) {
        JsonNode config = entry.path("config");
        String name = config.path("name").asText(entry.path("name").asText("?"));
        return new DescribedLayer(entry.path("class_name").asText("?"), name, config, inputs);
    }

    /** Layers before this one: {@code [name, node, tensor, {}]} in Keras 2, {@code keras_history} in Keras 3. */
    private static void collect(JsonNode node, List<String> inputs) {
        if (node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()) {
            inputs.add(node.get(0).textValue());
            return;
        }
        JsonNode history = node.path("config").path("keras_history");
        if (history.isArray() && history.size() > 0) {
            inputs.add(history.get(0).asText());
            return;
        }
        if (node.isArray()) {
            node.forEach(entry -> collect(entry, inputs));
        } else if (node.has("args")) {
            collect(node.path("args"), inputs);
        }
    }

    private static String end(JsonNode layers, String what) {
        List<String> names = new ArrayList<>();
        collect(layers, names);
        if (names.size() != 1) {
            throw new ImportRefusal(what + " are " + names + ", expected one", ONE_PATH);
        }
        return names.get(0);
    }

    private static Optional<JsonNode> shape(DescribedLayer layer) {
        JsonNode keras3 = layer.config().path("batch_shape");
        JsonNode shape = keras3.isMissingNode() ? layer.config().path("batch_input_shape") : keras3;
        return shape.isArray() ? Optional.of(shape) : Optional.empty();
    }

    private static List<Integer> imageShape(Optional<JsonNode> shape) {
        List<Integer> sizes = new ArrayList<>();
        for (int axis = 1; axis < shape.map(JsonNode::size).orElse(0); axis++) {
            JsonNode size = shape.orElseThrow().get(axis);
            if (size.isInt() && size.intValue() > 0 && size.intValue() <= LARGEST_SIZE) {
                sizes.add(size.intValue());
            }
        }
        if (sizes.size() != 3) {
            throw new ImportRefusal(
                    "the input's shape is " + shape.map(JsonNode::toString).orElse("not given")
                            + ", expected [null, height, width, channels]",
                    "give the Input layer the size that the device will see");
        }
        return sizes;
    }
}
