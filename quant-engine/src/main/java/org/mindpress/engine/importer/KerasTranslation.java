package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

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

    LayerValue convolution(DescribedLayer layer, List<LayerValue> inputs) {
        String input = LayerValue.mapIn(inputs);
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
        return activated(layer, LayerValue.map(value));
    }

    LayerValue depthwise(DescribedLayer layer, List<LayerValue> inputs) {
        // DepthwiseConv2D calls its weight depthwise_kernel in Keras 2 and kernel in Keras 3
        String weight = hasWeight(layer, "kernel") ? "kernel" : "depthwise_kernel";
        String value = depthwise(layer, layer.name(), LayerValue.mapIn(inputs), weight, bias(layer));
        return activated(layer, LayerValue.map(value));
    }

    private String depthwise(DescribedLayer layer, String name, String input, String weight, Optional<float[]> bias) {
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

    LayerValue separable(DescribedLayer layer, List<LayerValue> inputs) {
        String wide = depthwise(
                layer, layer.name() + ".depthwise", LayerValue.mapIn(inputs), "depthwise_kernel", Optional.empty());
        Hdf5File.Floats kernel = kernel(layer, "pointwise_kernel");
        List<Integer> sizes = kernel.dimensions();
        if (sizes.get(0) != 1 || sizes.get(1) != 1) {
            throw new ImportRefusal("pointwise_kernel has the shape " + sizes + ", expected [1, 1, in, out]", AGAIN);
        }
        String value = graph.convolution(
                layer.name(),
                wide,
                List.of(sizes.get(3), sizes.get(2), 1, 1),
                WeightOrder.permuted(kernel.values(), sizes, 3, 2, 0, 1),
                bias(layer),
                LayerWindow.one(),
                1);
        return activated(layer, LayerValue.map(value));
    }

    LayerValue batchNormalization(DescribedLayer layer, List<LayerValue> inputs) {
        LayerValue input = LayerValue.single(inputs);
        JsonNode axis = layer.config().path("axis");
        int axisNumber = (axis.isArray() && axis.size() == 1 ? axis.get(0) : axis).asInt(-1);
        if (axisNumber != -1 && axisNumber != (input.isMap() ? 3 : 1)) {
            throw new ImportRefusal(
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

    LayerValue relu(DescribedLayer layer, List<LayerValue> inputs) {
        LayerValue input = LayerValue.single(inputs);
        double bound = layer.number("max_value", Double.POSITIVE_INFINITY);
        if ((bound != 6 && bound != Double.POSITIVE_INFINITY)
                || layer.number("negative_slope", 0) != 0
                || layer.number("threshold", 0) != 0) {
            throw new ImportRefusal(
                    "max_value " + bound + ", negative_slope " + layer.number("negative_slope", 0) + ", threshold "
                            + layer.number("threshold", 0) + ", but the device has only Relu and Relu6",
                    "use ReLU() or ReLU(6.0)");
        }
        return input.renamed(
                bound == 6 ? graph.relu6(layer.name(), input.name()) : graph.relu(layer.name(), input.name()));
    }

    LayerValue activationLayer(DescribedLayer layer, List<LayerValue> inputs) {
        return activated(layer, layer.name(), LayerValue.single(inputs));
    }

    LayerValue softmax(DescribedLayer layer, List<LayerValue> inputs) {
        return withoutSoftmax(layer, LayerValue.single(inputs));
    }

    private LayerValue activated(DescribedLayer layer, LayerValue value) {
        return activated(layer, layer.name() + "/" + activation(layer), value);
    }

    private LayerValue activated(DescribedLayer layer, String name, LayerValue value) {
        return switch (activation(layer)) {
            case "linear" -> value;
            case "relu" -> value.renamed(graph.relu(name, value.name()));
            case "relu6" -> value.renamed(graph.relu6(name, value.name()));
            case "softmax" -> withoutSoftmax(layer, value);
            default ->
                throw new ImportRefusal(
                        "activation " + activation(layer) + ", but the device has only Relu and Relu6",
                        "use relu or relu6 and train again");
        };
    }

    /** The activation's name; Keras 3 may store a function. */
    private static String activation(DescribedLayer layer) {
        JsonNode value = layer.config().path("activation");
        if (value.isMissingNode() || value.isNull()) {
            return "linear";
        }
        if (value.isTextual()) {
            return value.textValue();
        }
        JsonNode function = value.path("config");
        return function.isTextual()
                ? function.textValue()
                : value.path("class_name").asText("?");
    }

    private LayerValue withoutSoftmax(DescribedLayer layer, LayerValue value) {
        if (!layer.name().equals(output)) {
            throw new ImportRefusal("softmax before the last layer", "use softmax only at the end");
        }
        notes.add("softmax of layer " + layer.name() + " was left out: the imported graph ends with the logits");
        return value;
    }

    LayerValue add(DescribedLayer layer, List<LayerValue> inputs) {
        return graph.sum(layer.name(), inputs);
    }

    LayerValue pool(DescribedLayer layer, List<LayerValue> inputs, boolean maximum) {
        List<Long> kernel = layer.pair("pool_size", List.of(2L, 2L));
        LayerWindow window =
                new LayerWindow(kernel, layer.pair("strides", kernel), ONE, List.of(0L, 0L, 0L, 0L), same(layer));
        return LayerValue.map(graph.pool(layer.name(), LayerValue.mapIn(inputs), maximum, window));
    }

    LayerValue globalAveragePool(DescribedLayer layer, List<LayerValue> inputs) {
        checkLayout(layer);
        String pooled = graph.globalAveragePool(layer.name(), LayerValue.mapIn(inputs));
        return layer.flag("keepdims", false)
                ? LayerValue.map(pooled)
                : LayerValue.flat(graph.flatten(layer.name() + "/flat", pooled));
    }

    LayerValue zeroPadding(DescribedLayer layer, List<LayerValue> inputs) {
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
            throw new ImportRefusal("padding " + padding + ", expected [[top, bottom], [left, right]]", AGAIN);
        }
        return LayerValue.map(
                graph.pad(layer.name(), LayerValue.mapIn(inputs), sides[0], sides[2], sides[1], sides[3]));
    }

    LayerValue flatten(DescribedLayer layer, List<LayerValue> inputs) {
        checkLayout(layer);
        LayerValue input = LayerValue.single(inputs);
        return input.isMap() ? LayerValue.flat(graph.flattenChannelsLast(layer.name(), input.name())) : input;
    }

    LayerValue dense(DescribedLayer layer, List<LayerValue> inputs) {
        String input = LayerValue.featuresIn(inputs);
        Hdf5File.Floats kernel = weight(layer, "kernel");
        if (kernel.dimensions().size() != 2) {
            throw new ImportRefusal("kernel has the shape " + kernel.dimensions() + ", expected [in, out]", AGAIN);
        }
        int in = kernel.dimensions().get(0);
        int out = kernel.dimensions().get(1);
        float[] rows = WeightOrder.transposed(kernel.values(), in, out);
        return activated(layer, LayerValue.flat(graph.dense(layer.name(), input, out, rows, bias(layer))));
    }

    private static LayerWindow window(DescribedLayer layer, List<Integer> kernel) {
        return new LayerWindow(
                List.of((long) kernel.get(0), (long) kernel.get(1)),
                layer.pair("strides", ONE),
                layer.pair("dilation_rate", ONE),
                List.of(0L, 0L, 0L, 0L),
                same(layer));
    }

    private static boolean same(DescribedLayer layer) {
        checkLayout(layer);
        String padding = layer.text("padding", "valid");
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new ImportRefusal("padding " + padding + ", expected same or valid", "use same or valid");
        }
        return padding.equals("same");
    }

    private static void checkLayout(DescribedLayer layer) {
        String layout = layer.text("data_format", "channels_last");
        if (!layout.equals("channels_last")) {
            throw new ImportRefusal(
                    "data_format " + layout + ", expected channels_last", "build the model with channels_last");
        }
    }

    private Hdf5File.Floats kernel(DescribedLayer layer, String name) {
        Hdf5File.Floats kernel = weight(layer, name);
        if (kernel.dimensions().size() != 4) {
            throw new ImportRefusal(
                    name + " has the shape " + kernel.dimensions() + ", expected [height, width, in, out]", AGAIN);
        }
        return kernel;
    }

    private Optional<float[]> bias(DescribedLayer layer) {
        return layer.flag("use_bias", true) ? Optional.of(vector(layer, "bias")) : Optional.empty();
    }

    private float[] vector(DescribedLayer layer, String name) {
        Hdf5File.Floats vector = weight(layer, name);
        if (vector.dimensions().size() != 1) {
            throw new ImportRefusal(name + " has the shape " + vector.dimensions() + ", expected one axis", AGAIN);
        }
        return vector.values();
    }

    /** A weight by the last part of its name: {@code net/conv/kernel} in Keras 3, {@code conv/kernel:0} in Keras 2. */
    private Hdf5File.Floats weight(DescribedLayer layer, String name) {
        List<String> found = weights(layer);
        for (String path : found) {
            if (isCalled(path, name)) {
                return file.floats(group(layer) + "/" + path);
            }
        }
        throw new ImportRefusal("weight " + name + " is missing; the layer has " + found, AGAIN);
    }

    private boolean hasWeight(DescribedLayer layer, String name) {
        return weights(layer).stream().anyMatch(path -> isCalled(path, name));
    }

    private List<String> weights(DescribedLayer layer) {
        return file.texts(group(layer), "weight_names");
    }

    private static String group(DescribedLayer layer) {
        return "model_weights/" + layer.name();
    }

    private static boolean isCalled(String path, String name) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.equals(name) || last.equals(name + ":0");
    }
}
