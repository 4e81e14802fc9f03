package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * Writes the layers of Deeplearning4j 1.0.0-M2.1, NCHW, as nodes. Each takes its parameters from the front of the flat ones: the bias before
 * the weight in convolutions, after it in dense layers. Not thread-safe.
 */
final class Deeplearning4jTranslation {
    private static final List<Long> ONE = List.of(1L, 1L);
    private static final List<Long> NONE = List.of(0L, 0L);

    private final LayerGraph graph;
    private final FlatParameters parameters;
    private final String input;
    private final String output;
    private final List<String> notes = new ArrayList<>();

    Deeplearning4jTranslation(TranslatedGraph graph, FlatParameters parameters, String input, String output) {
        this.graph = new LayerGraph(graph);
        this.parameters = parameters;
        this.input = input;
        this.output = output;
    }

    ModelProto build(String value) {
        return graph.build(value);
    }

    List<String> notes() {
        return notes;
    }

    LayerValue convolution(DescribedLayer layer, List<LayerValue> inputs) {
        int in = layer.whole("nin", 0);
        int out = layer.whole("nout", 0);
        LayerWindow window = window(layer);
        Optional<float[]> bias = bias(layer, out);
        List<Integer> sizes = List.of(out, in, kernel(window, 0), kernel(window, 1));
        float[] weight = parameters.take(out, in, kernel(window, 0), kernel(window, 1));
        String value = graph.convolution(layer.name(), LayerValue.mapIn(inputs), sizes, weight, bias, window, 1);
        return activated(layer, LayerValue.map(value));
    }

    LayerValue depthwise(DescribedLayer layer, List<LayerValue> inputs) {
        int in = layer.whole("nin", 0);
        int multiplier = layer.whole("depthMultiplier", 1);
        LayerWindow window = window(layer);
        Optional<float[]> bias = bias(layer, layer.whole("nout", 0));
        // height, width, in, multiplier
        List<Integer> stored = List.of(kernel(window, 0), kernel(window, 1), in, multiplier);
        float[] weight = parameters.take(kernel(window, 0), kernel(window, 1), in, multiplier);
        String value = graph.convolution(
                layer.name(),
                LayerValue.mapIn(inputs),
                List.of(Math.multiplyExact(in, multiplier), 1, kernel(window, 0), kernel(window, 1)),
                WeightOrder.permuted(weight, stored, 2, 3, 0, 1),
                bias,
                window,
                in);
        return activated(layer, LayerValue.map(value));
    }

    LayerValue separable(DescribedLayer layer, List<LayerValue> inputs) {
        int in = layer.whole("nin", 0);
        int out = layer.whole("nout", 0);
        int multiplier = layer.whole("depthMultiplier", 1);
        int wide = Math.multiplyExact(in, multiplier);
        LayerWindow window = window(layer);
        Optional<float[]> bias = bias(layer, out);
        // multiplier, in, height, width
        List<Integer> stored = List.of(multiplier, in, kernel(window, 0), kernel(window, 1));
        float[] depthwise = parameters.take(multiplier, in, kernel(window, 0), kernel(window, 1));
        float[] pointwise = parameters.take(out, wide);
        String middle = graph.convolution(
                layer.name() + ".depthwise",
                LayerValue.mapIn(inputs),
                List.of(wide, 1, kernel(window, 0), kernel(window, 1)),
                WeightOrder.permuted(depthwise, stored, 1, 0, 2, 3),
                Optional.empty(),
                window,
                in);
        String value = graph.convolution(
                layer.name(), middle, List.of(out, wide, 1, 1), pointwise, bias, LayerWindow.one(), 1);
        return activated(layer, LayerValue.map(value));
    }

    /** Deeplearning4j does not apply the activation that such a layer names. */
    LayerValue batchNormalization(DescribedLayer layer, List<LayerValue> inputs) {
        LayerValue value = LayerValue.single(inputs);
        checkLayout(layer, "cnn2DFormat");
        int channels = layer.whole("nout", 0);
        boolean locked = layer.flag("lockGammaBeta", false);
        float[] gamma =
                locked ? LayerGraph.filled(channels, (float) layer.number("gamma", 1)) : parameters.take(channels);
        float[] beta =
                locked ? LayerGraph.filled(channels, (float) layer.number("beta", 0)) : parameters.take(channels);
        float[] mean = parameters.take(channels);
        float[] variance = parameters.take(channels);
        if (layer.flag("useLogStd", false)) {
            for (int i = 0; i < channels; i++) {
                variance[i] = (float) Math.pow(10, 2.0 * variance[i]);
            }
        }
        return value.renamed(graph.batchNormalization(
                layer.name(), value.name(), gamma, beta, mean, variance, (float) layer.number("eps", 1e-5)));
    }

    LayerValue activationLayer(DescribedLayer layer, List<LayerValue> inputs) {
        return activated(layer, layer.name(), LayerValue.single(inputs));
    }

    LayerValue pool(DescribedLayer layer, List<LayerValue> inputs) {
        String type = layer.text("poolingType", "?");
        LayerWindow window = window(layer);
        if (!type.equals("MAX") && !type.equals("AVG")) {
            throw new ImportRefusal("poolingType " + type + ", expected MAX or AVG", "use a max or average pool");
        }
        if (layer.flag("avgPoolIncludePadInDivisor", false) && !window.padding().equals(List.of(0L, 0L, 0L, 0L))) {
            throw new ImportRefusal("padding counts in the average", "put a ZeroPaddingLayer before the pool");
        }
        return LayerValue.map(graph.pool(layer.name(), LayerValue.mapIn(inputs), type.equals("MAX"), window));
    }

    LayerValue globalPool(DescribedLayer layer, List<LayerValue> inputs) {
        JsonNode axes = layer.config().path("poolingDimensions");
        boolean overMap =
                axes.isMissingNode() || axes.isNull() || axes.toString().equals("[2,3]");
        if (!layer.text("poolingType", "?").equals("AVG") || !overMap) {
            throw new ImportRefusal(
                    "poolingType " + layer.text("poolingType", "?") + " over " + axes
                            + ", expected AVG over height and width",
                    "use an average over the map");
        }
        String pooled = graph.globalAveragePool(layer.name(), LayerValue.mapIn(inputs));
        return layer.flag("collapseDimensions", true)
                ? LayerValue.flat(graph.flatten(layer.name() + "/flat", pooled))
                : LayerValue.map(pooled);
    }

    LayerValue zeroPadding(DescribedLayer layer, List<LayerValue> inputs) {
        checkLayout(layer, "dataFormat");
        JsonNode padding = layer.config().path("padding");
        long[] sides = new long[4];
        boolean fits = padding.size() == 4;
        for (int side = 0; fits && side < 4; side++) {
            fits = padding.get(side).isIntegralNumber();
            sides[side] = padding.get(side).longValue();
        }
        if (!fits) {
            throw new ImportRefusal("padding " + padding + ", expected [top, bottom, left, right]", "check the layer");
        }
        return LayerValue.map(
                graph.pad(layer.name(), LayerValue.mapIn(inputs), sides[0], sides[2], sides[1], sides[3]));
    }

    LayerValue dense(DescribedLayer layer, List<LayerValue> inputs) {
        if (layer.flag("hasLayerNorm", false)) {
            throw new ImportRefusal("it has layer normalisation", "use BatchNormalization");
        }
        int in = layer.whole("nin", 0);
        int out = layer.whole("nout", 0);
        // in by out with the columns one after the other, which are the rows of out by in
        float[] rows = parameters.take(out, in);
        Optional<float[]> bias = bias(layer, out);
        String value = graph.dense(layer.name(), LayerValue.featuresIn(inputs), out, rows, bias);
        return activated(layer, LayerValue.flat(value));
    }

    LayerValue elementWise(DescribedLayer layer, List<LayerValue> inputs) {
        String operation = layer.text("op", "?");
        if (!operation.equals("Add")) {
            throw new ImportRefusal("op " + operation + ", but the device has only Add", "use Add");
        }
        return graph.sum(layer.name(), inputs);
    }

    LayerValue flatten(DescribedLayer layer, List<LayerValue> inputs) {
        checkLayout(layer, "format");
        return LayerValue.flat(graph.flatten(layer.name(), LayerValue.mapIn(inputs)));
    }

    /** An image that comes in flat is a map for us from the start. */
    LayerValue flatImage(DescribedLayer layer, List<LayerValue> inputs) {
        checkLayout(layer, "format");
        LayerValue value = LayerValue.single(inputs);
        if (!value.name().equals(input)) {
            throw new ImportRefusal("it makes a map of features", "keep the map until the dense layers");
        }
        return value;
    }

    private LayerValue activated(DescribedLayer layer, LayerValue value) {
        return activated(layer, layer.name() + "/activation", value);
    }

    private LayerValue activated(DescribedLayer layer, String name, LayerValue value) {
        JsonNode function = layer.config().path("activationFn");
        String kind = Deeplearning4jConfiguration.kind(function);
        double bound = function.path("max").asDouble(Double.POSITIVE_INFINITY);
        boolean plain = function.path("negativeSlope").asDouble(0) == 0
                && function.path("threshold").asDouble(0) == 0;
        if (kind.equals("ActivationIdentity")) {
            return value;
        }
        if (kind.equals("ActivationReLU6") || (kind.equals("ActivationReLU") && plain && bound == 6)) {
            return value.renamed(graph.relu6(name, value.name()));
        }
        if (kind.equals("ActivationReLU") && plain && bound == Double.POSITIVE_INFINITY) {
            return value.renamed(graph.relu(name, value.name()));
        }
        if (kind.equals("ActivationSoftmax") && layer.name().equals(output)) {
            notes.add("softmax of layer " + layer.name() + " was left out: the imported graph ends with the logits");
            return value;
        }
        throw new ImportRefusal(
                "activation " + function + ", but the device has only Relu and Relu6",
                "use RELU or RELU6 and train again; IDENTITY is never the default");
    }

    private Optional<float[]> bias(DescribedLayer layer, int out) {
        return layer.flag("hasBias", true) ? Optional.of(parameters.take(out)) : Optional.empty();
    }

    private static LayerWindow window(DescribedLayer layer) {
        checkLayout(layer, "cnn2dDataFormat");
        String mode = layer.text("convolutionMode", "Truncate");
        if (!List.of("Same", "Truncate", "Strict").contains(mode)) {
            throw new ImportRefusal("convolutionMode " + mode + ", expected Same, Truncate or Strict", "use Truncate");
        }
        List<Long> padding = layer.pair("padding", NONE);
        boolean same = mode.equals("Same");
        return new LayerWindow(
                layer.pair("kernelSize", ONE),
                layer.pair("stride", ONE),
                layer.pair("dilation", ONE),
                same
                        ? List.of(0L, 0L, 0L, 0L)
                        : List.of(padding.get(0), padding.get(1), padding.get(0), padding.get(1)),
                same);
    }

    private static int kernel(LayerWindow window, int axis) {
        return Math.toIntExact(window.kernel().get(axis));
    }

    private static void checkLayout(DescribedLayer layer, String key) {
        String layout = layer.text(key, "NCHW");
        if (!layout.equals("NCHW")) {
            throw new ImportRefusal(key + " " + layout + ", expected NCHW", "build the network with NCHW");
        }
    }
}
