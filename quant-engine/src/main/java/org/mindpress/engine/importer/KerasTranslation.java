package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes Keras layers, which are channels-last, as NCHW nodes. Kernels are {@code [height, width, in, out]}. Not thread-safe. */
final class KerasTranslation {
    private static final String AGAIN = "save the model again";
    private static final List<Long> ONE = List.of(1L, 1L);

    private final LayerGraph graph;
    private final Hdf5File file;
    private final String output;
    private final List<String> notes = new ArrayList<>();

    KerasTranslation(TranslatedGraph graph, Hdf5File file, String output) {
        this.graph = new LayerGraph(graph);
        this.file = file;
        this.output = output;
    }

    ModelProto build(String value) {
        return graph.build(value);
    }

    List<String> notes() {
        return notes;
    }

    KerasValue convolution(KerasLayer layer, List<KerasValue> inputs) {
        String input = map(inputs);
        Hdf5File.Floats kernel = kernel(layer, "kernel");
        List<Integer> sizes = kernel.dimensions();
        int group = layer.whole("groups", 1);
        String value = graph.convolution(
                layer.name(),
                input,
                List.of(sizes.get(3), sizes.get(2), sizes.get(0), sizes.get(1)),
                WeightOrder.permuted(kernel.values(), sizes, 3, 2, 0, 1),
                bias(layer),
                window(layer, sizes),
                group);
        return activated(layer, KerasValue.map(value));
    }

    KerasValue depthwise(KerasLayer layer, List<KerasValue> inputs) {
        // DepthwiseConv2D calls its weight depthwise_kernel in Keras 2 and kernel in Keras 3
        String weight = hasWeight(layer, "kernel") ? "kernel" : "depthwise_kernel";
        String value = depthwise(layer, layer.name(), map(inputs), weight, bias(layer));
        return activated(layer, KerasValue.map(value));
    }

    private String depthwise(KerasLayer layer, String name, String input, String weight, Optional<float[]> bias) {
        Hdf5File.Floats kernel = kernel(layer, weight);
        List<Integer> sizes = kernel.dimensions();
        int channels = sizes.get(2);
        return graph.convolution(
                name,
                input,
                List.of(Math.multiplyExact(channels, sizes.get(3)), 1, sizes.get(0), sizes.get(1)),
                WeightOrder.permuted(kernel.values(), sizes, 2, 3, 0, 1),
                bias,
                window(layer, sizes),
                channels);
    }

    KerasValue separable(KerasLayer layer, List<KerasValue> inputs) {
        String wide = depthwise(layer, layer.name() + ".depthwise", map(inputs), "depthwise_kernel", Optional.empty());
        Hdf5File.Floats kernel = kernel(layer, "pointwise_kernel");
        List<Integer> sizes = kernel.dimensions();
        if (sizes.get(0) != 1 || sizes.get(1) != 1) {
            throw new LayerRefusal("pointwise_kernel has the shape " + sizes + ", expected [1, 1, in, out]", AGAIN);
        }
        String value = graph.convolution(
                layer.name(),
                wide,
                List.of(sizes.get(3), sizes.get(2), 1, 1),
                WeightOrder.permuted(kernel.values(), sizes, 3, 2, 0, 1),
                bias(layer),
                LayerWindow.one(),
                1);
        return activated(layer, KerasValue.map(value));
    }

    KerasValue batchNormalization(KerasLayer layer, List<KerasValue> inputs) {
        KerasValue input = single(inputs);
        JsonNode axis = layer.config().path("axis");
        int axisNumber = (axis.isArray() && axis.size() == 1 ? axis.get(0) : axis).asInt(-1);
        if (axisNumber != -1 && axisNumber != (input.isMap() ? 3 : 1)) {
            throw new LayerRefusal(
                    "it normalises axis " + axis + ", expected the channels, the last one", "use axis=-1");
        }
        float[] mean = vector(layer, "moving_mean");
        float[] variance = vector(layer, "moving_variance");
        int channels = mean.length;
        float[] gamma = layer.flag("scale", true) ? vector(layer, "gamma") : LayerGraph.filled(channels, 1);
        float[] beta = layer.flag("center", true) ? vector(layer, "beta") : LayerGraph.filled(channels, 0);
        return input.renamed(graph.batchNormalization(
                layer.name(), input.name(), gamma, beta, mean, variance, (float) layer.number("epsilon", 1e-3)));
    }

    KerasValue relu(KerasLayer layer, List<KerasValue> inputs) {
        KerasValue input = single(inputs);
        double bound = layer.number("max_value", Double.POSITIVE_INFINITY);
        if ((bound != 6 && bound != Double.POSITIVE_INFINITY)
                || layer.number("negative_slope", 0) != 0
                || layer.number("threshold", 0) != 0) {
            throw new LayerRefusal(
                    "max_value " + bound + ", negative_slope " + layer.number("negative_slope", 0) + ", threshold "
                            + layer.number("threshold", 0) + ", but the device has only Relu and Relu6",
                    "use ReLU() or ReLU(6.0)");
        }
        return input.renamed(
                bound == 6 ? graph.relu6(layer.name(), input.name()) : graph.relu(layer.name(), input.name()));
    }

    KerasValue activationLayer(KerasLayer layer, List<KerasValue> inputs) {
        return activated(layer, layer.name(), single(inputs));
    }

    KerasValue softmax(KerasLayer layer, List<KerasValue> inputs) {
        return withoutSoftmax(layer, single(inputs));
    }

    private KerasValue activated(KerasLayer layer, KerasValue value) {
        return activated(layer, layer.name() + "/" + layer.activation(), value);
    }

    private KerasValue activated(KerasLayer layer, String name, KerasValue value) {
        return switch (layer.activation()) {
            case "linear" -> value;
            case "relu" -> value.renamed(graph.relu(name, value.name()));
            case "relu6" -> value.renamed(graph.relu6(name, value.name()));
            case "softmax" -> withoutSoftmax(layer, value);
            default ->
                throw new LayerRefusal(
                        "activation " + layer.activation() + ", but the device has only Relu and Relu6",
                        "use relu or relu6 and train again");
        };
    }

    private KerasValue withoutSoftmax(KerasLayer layer, KerasValue value) {
        if (!layer.name().equals(output)) {
            throw new LayerRefusal("softmax before the last layer", "use softmax only at the end");
        }
        notes.add("softmax of layer " + layer.name() + " was left out: the imported graph ends with the logits");
        return value;
    }

    KerasValue add(KerasLayer layer, List<KerasValue> inputs) {
        if (inputs.size() < 2) {
            throw new LayerRefusal(inputs.size() + " inputs, expected at least 2", AGAIN);
        }
        String sum = inputs.get(0).name();
        for (int i = 1; i < inputs.size(); i++) {
            sum = graph.add(
                    i == 1 ? layer.name() : layer.name() + "/" + i,
                    sum,
                    inputs.get(i).name());
        }
        return inputs.get(0).renamed(sum);
    }

    KerasValue pool(KerasLayer layer, List<KerasValue> inputs, boolean maximum) {
        List<Long> kernel = layer.pair("pool_size", List.of(2L, 2L));
        LayerWindow window =
                new LayerWindow(kernel, layer.pair("strides", kernel), ONE, List.of(0L, 0L, 0L, 0L), same(layer));
        return KerasValue.map(graph.pool(layer.name(), map(inputs), maximum, window));
    }

    KerasValue globalAveragePool(KerasLayer layer, List<KerasValue> inputs) {
        checkLayout(layer);
        String pooled = graph.globalAveragePool(layer.name(), map(inputs));
        return layer.flag("keepdims", false)
                ? KerasValue.map(pooled)
                : KerasValue.flat(graph.flatten(layer.name() + "/flat", pooled));
    }

    KerasValue zeroPadding(KerasLayer layer, List<KerasValue> inputs) {
        checkLayout(layer);
        JsonNode padding = layer.config().path("padding");
        long[] sides = new long[4];
        boolean fits = padding.size() == 2;
        for (int side = 0; fits && side < 4; side++) {
            JsonNode size = padding.get(side / 2).path(side % 2);
            fits = size.isIntegralNumber() && size.longValue() >= 0;
            sides[side] = size.longValue();
        }
        if (!fits) {
            throw new LayerRefusal("padding " + padding + ", expected [[top, bottom], [left, right]]", AGAIN);
        }
        return KerasValue.map(graph.pad(layer.name(), map(inputs), sides[0], sides[2], sides[1], sides[3]));
    }

    KerasValue flatten(KerasLayer layer, List<KerasValue> inputs) {
        checkLayout(layer);
        KerasValue input = single(inputs);
        return input.isMap() ? KerasValue.flat(graph.flattenChannelsLast(layer.name(), input.name())) : input;
    }

    KerasValue dense(KerasLayer layer, List<KerasValue> inputs) {
        KerasValue input = single(inputs);
        if (input.isMap()) {
            throw new LayerRefusal(
                    "its input is a map, expected features", "put Flatten or GlobalAveragePooling2D before it");
        }
        Hdf5File.Floats kernel = weight(layer, "kernel");
        if (kernel.dimensions().size() != 2) {
            throw new LayerRefusal("kernel has the shape " + kernel.dimensions() + ", expected [in, out]", AGAIN);
        }
        int in = kernel.dimensions().get(0);
        int out = kernel.dimensions().get(1);
        float[] rows = WeightOrder.transposed(kernel.values(), in, out);
        return activated(layer, KerasValue.flat(graph.dense(layer.name(), input.name(), out, rows, bias(layer))));
    }

    private static LayerWindow window(KerasLayer layer, List<Integer> kernel) {
        return new LayerWindow(
                List.of((long) kernel.get(0), (long) kernel.get(1)),
                layer.pair("strides", ONE),
                layer.pair("dilation_rate", ONE),
                List.of(0L, 0L, 0L, 0L),
                same(layer));
    }

    private static boolean same(KerasLayer layer) {
        checkLayout(layer);
        String padding = layer.text("padding", "valid");
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new LayerRefusal("padding " + padding + ", expected same or valid", "use same or valid");
        }
        return padding.equals("same");
    }

    private static void checkLayout(KerasLayer layer) {
        String layout = layer.text("data_format", "channels_last");
        if (!layout.equals("channels_last")) {
            throw new LayerRefusal(
                    "data_format " + layout + ", expected channels_last", "build the model with channels_last");
        }
    }

    private static KerasValue single(List<KerasValue> inputs) {
        if (inputs.size() != 1) {
            throw new LayerRefusal(inputs.size() + " inputs, expected 1", AGAIN);
        }
        return inputs.get(0);
    }

    private static String map(List<KerasValue> inputs) {
        if (!single(inputs).isMap()) {
            throw new LayerRefusal("its input is flat, expected a map", "put it before Flatten and pools over the map");
        }
        return inputs.get(0).name();
    }

    private Hdf5File.Floats kernel(KerasLayer layer, String name) {
        Hdf5File.Floats kernel = weight(layer, name);
        if (kernel.dimensions().size() != 4) {
            throw new LayerRefusal(
                    name + " has the shape " + kernel.dimensions() + ", expected [height, width, in, out]", AGAIN);
        }
        return kernel;
    }

    private Optional<float[]> bias(KerasLayer layer) {
        return layer.flag("use_bias", true) ? Optional.of(vector(layer, "bias")) : Optional.empty();
    }

    private float[] vector(KerasLayer layer, String name) {
        Hdf5File.Floats vector = weight(layer, name);
        if (vector.dimensions().size() != 1) {
            throw new LayerRefusal(name + " has the shape " + vector.dimensions() + ", expected one axis", AGAIN);
        }
        return vector.values();
    }

    /** A weight by the last part of its name: {@code net/conv/kernel} in Keras 3, {@code conv/kernel:0} in Keras 2. */
    private Hdf5File.Floats weight(KerasLayer layer, String name) {
        List<String> found = weights(layer);
        for (String path : found) {
            if (isCalled(path, name)) {
                return file.floats(group(layer) + "/" + path);
            }
        }
        throw new LayerRefusal("weight " + name + " is missing; the layer has " + found, AGAIN);
    }

    private boolean hasWeight(KerasLayer layer, String name) {
        return weights(layer).stream().anyMatch(path -> isCalled(path, name));
    }

    private List<String> weights(KerasLayer layer) {
        return file.texts(group(layer), "weight_names");
    }

    private static String group(KerasLayer layer) {
        return "model_weights/" + layer.name();
    }

    private static boolean isCalled(String path, String name) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.equals(name) || last.equals(name + ":0");
    }
}
