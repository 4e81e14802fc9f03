package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.onnx.OnnxAttributes;

/** Writes the layers that frameworks have in common as ONNX nodes under the layers' names. Values are NCHW. Not thread-safe. */
final class LayerGraph {
    private final TranslatedGraph graph;

    LayerGraph(TranslatedGraph graph) {
        this.graph = graph;
    }

    /**
     * A convolution.
     *
     * @param dimensions of the weight: out, in / group, height, width
     */
    String convolution(
            String layer,
            String input,
            List<Integer> dimensions,
            float[] weight,
            Optional<float[]> bias,
            LayerWindow window,
            int group) {
        List<String> inputs = new ArrayList<>(List.of(input, graph.floats(layer + ".weight", dimensions, weight)));
        bias.ifPresent(values -> inputs.add(graph.floats(layer + ".bias", List.of(values.length), values)));
        List<AttributeProto> attributes = new ArrayList<>(window.attributes());
        attributes.add(OnnxAttributes.integer("group", group));
        return graph.node("Conv", layer, inputs, attributes.toArray(AttributeProto[]::new));
    }

    /**
     * A dense layer on a flat tensor.
     *
     * @param rows out times in, row-major
     */
    String dense(String layer, String input, int out, float[] rows, Optional<float[]> bias) {
        int in = out == 0 ? 0 : rows.length / out;
        List<String> inputs = new ArrayList<>(List.of(input, graph.floats(layer + ".weight", List.of(out, in), rows)));
        bias.ifPresent(values -> inputs.add(graph.floats(layer + ".bias", List.of(values.length), values)));
        return graph.node("Gemm", layer, inputs, OnnxAttributes.integer("transB", 1));
    }

    /** Batch normalisation with its statistics, by {@code gamma, beta, mean, variance}. */
    String batchNormalization(
            String layer, String input, float[] gamma, float[] beta, float[] mean, float[] variance, float epsilon) {
        int channels = mean.length;
        return graph.node(
                "BatchNormalization",
                layer,
                List.of(
                        input,
                        graph.floats(layer + ".weight", List.of(channels), gamma),
                        graph.floats(layer + ".bias", List.of(channels), beta),
                        graph.floats(layer + ".running_mean", List.of(channels), mean),
                        graph.floats(layer + ".running_var", List.of(channels), variance)),
                OnnxAttributes.number("epsilon", epsilon));
    }

    /** Gamma or beta of a normalisation that has none. */
    static float[] filled(int channels, float value) {
        float[] values = new float[channels];
        Arrays.fill(values, value);
        return values;
    }

    String pool(String layer, String input, boolean maximum, LayerWindow window) {
        return graph.node(
                maximum ? "MaxPool" : "AveragePool",
                layer,
                List.of(input),
                window.attributes().toArray(AttributeProto[]::new));
    }

    String globalAveragePool(String layer, String input) {
        return graph.node("GlobalAveragePool", layer, List.of(input));
    }

    String relu(String layer, String input) {
        return graph.node("Relu", layer, List.of(input));
    }

    String relu6(String layer, String input) {
        return graph.node(
                "Clip",
                layer,
                List.of(input, graph.floats(layer + "/min", List.of(), 0), graph.floats(layer + "/max", List.of(), 6)));
    }

    /** The sum of two or more values of one shape. */
    LayerValue sum(String layer, List<LayerValue> values) {
        if (values.size() < 2) {
            throw new ImportRefusal(values.size() + " inputs, expected at least 2", "save the model again");
        }
        String sum = values.get(0).name();
        for (int i = 1; i < values.size(); i++) {
            String name = i == 1 ? layer : layer + "/" + i;
            sum = graph.node("Add", name, List.of(sum, values.get(i).name()));
        }
        return values.get(0).renamed(sum);
    }

    /** Zeros around the map. */
    String pad(String layer, String input, long top, long left, long bottom, long right) {
        return graph.node(
                "Pad", layer, List.of(input, graph.integers(layer + "/pads", 0, 0, top, left, 0, 0, bottom, right)));
    }

    String flatten(String layer, String input) {
        return graph.node("Flatten", layer, List.of(input), OnnxAttributes.integer("axis", 1));
    }

    /** Flattens by height, width, channel. */
    String flattenChannelsLast(String layer, String input) {
        String last = graph.node(
                "Transpose", layer + "/channels-last", List.of(input), OnnxAttributes.integers("perm", 0, 2, 3, 1));
        return flatten(layer, last);
    }

    ModelProto build(String output) {
        return graph.build(output);
    }
}
