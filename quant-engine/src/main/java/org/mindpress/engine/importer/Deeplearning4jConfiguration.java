package org.mindpress.engine.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * The JSON in {@code configuration.json}: of a MultiLayerNetwork, or of a ComputationGraph with its topological order. What Deeplearning4j
 * does between two layers (a preprocessor) is a layer of its own here.
 *
 * @param layers in the order of their parameters
 * @param input name of the image input
 * @param output name of the layer that computes the result
 * @param imageShape channels, height, width, where the file says; it does when the network takes flat images
 */
record Deeplearning4jConfiguration(
        List<DescribedLayer> layers, String input, String output, Optional<List<Integer>> imageShape) {
    private static final String AGAIN = "save the model with Deeplearning4j 1.0.0-M2.1";
    private static final String PREPROCESSOR = "/preprocessor";
    private static final String TO_MAP = "FeedForwardToCnnPreProcessor";
    private static final int LARGEST_SIZE = 1 << 15;

    Deeplearning4jConfiguration {
        layers = List.copyOf(layers);
    }

    static Deeplearning4jConfiguration parse(byte[] json) {
        JsonNode model;
        try {
            model = new ObjectMapper().readTree(json);
        } catch (IOException broken) {
            throw new ImportRefusal(
                    "configuration.json is no JSON: " + broken.getClass().getSimpleName(), AGAIN);
        }
        if (model.path("confs").isArray()) {
            return sequential(model);
        }
        if (model.path("vertices").isObject()) {
            return graph(model);
        }
        throw new ImportRefusal("configuration.json is neither a MultiLayerNetwork nor a ComputationGraph", AGAIN);
    }

    private static Deeplearning4jConfiguration sequential(JsonNode model) {
        List<DescribedLayer> layers = new ArrayList<>();
        String before = "image";
        for (int i = 0; i < model.path("confs").size(); i++) {
            JsonNode config = model.path("confs").get(i).path("layer");
            String name = config.path("layerName").asText("");
            name = name.isEmpty() || name.equals("null") ? "layer" + i : name;
            JsonNode preprocessor = model.path("inputPreProcessors").path(Integer.toString(i));
            add(layers, name, config, preprocessor, List.of(before));
            before = name;
        }
        return of(layers, "image", before);
    }

    private static Deeplearning4jConfiguration graph(JsonNode model) {
        String input = only(model.path("networkInputs"), "networkInputs");
        String output = only(model.path("networkOutputs"), "networkOutputs");
        List<DescribedLayer> layers = new ArrayList<>();
        for (JsonNode entry : model.path("topologicalOrderStr")) {
            String name = entry.asText();
            if (name.equals(input)) {
                continue;
            }
            JsonNode vertex = model.path("vertices").path(name);
            List<String> inputs = new ArrayList<>();
            model.path("vertexInputs").path(name).forEach(each -> inputs.add(each.asText()));
            if (kind(vertex).equals("LayerVertex")) {
                add(layers, name, vertex.path("layerConf").path("layer"), vertex.path("preProcessor"), inputs);
            } else {
                layers.add(new DescribedLayer(kind(vertex), name, vertex, inputs));
            }
        }
        if (layers.size() < model.path("vertices").size()) {
            throw new ImportRefusal(
                    "topologicalOrderStr names " + layers.size() + " vertices of "
                            + model.path("vertices").size(),
                    AGAIN);
        }
        return of(layers, input, output);
    }

    private static void add(
            List<DescribedLayer> layers, String name, JsonNode config, JsonNode preprocessor, List<String> inputs) {
        if (preprocessor.isObject()) {
            layers.add(new DescribedLayer(kind(preprocessor), name + PREPROCESSOR, preprocessor, inputs));
            layers.add(new DescribedLayer(kind(config), name, config, List.of(name + PREPROCESSOR)));
        } else {
            layers.add(new DescribedLayer(kind(config), name, config, inputs));
        }
    }

    private static Deeplearning4jConfiguration of(List<DescribedLayer> layers, String input, String output) {
        Optional<List<Integer>> shape = layers.stream()
                .filter(layer -> layer.kind().equals(TO_MAP) && layer.inputs().equals(List.of(input)))
                .map(layer ->
                        List.of(size(layer, "numChannels"), size(layer, "inputHeight"), size(layer, "inputWidth")))
                .findFirst();
        return new Deeplearning4jConfiguration(layers, input, output, shape);
    }

    private static int size(DescribedLayer layer, String key) {
        int size = layer.whole(key, 0);
        if (size < 1 || size > LARGEST_SIZE) {
            throw new ImportRefusal(key + " is " + size, AGAIN);
        }
        return size;
    }

    private static String only(JsonNode names, String what) {
        if (names.size() != 1) {
            throw new ImportRefusal(what + " are " + names + ", expected one", "use one image input and one output");
        }
        return names.path(0).asText();
    }

    /** The class without its package. */
    static String kind(JsonNode config) {
        String type = config.path("@class").asText("?");
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
