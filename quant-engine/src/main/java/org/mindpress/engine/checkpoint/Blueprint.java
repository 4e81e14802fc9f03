package org.mindpress.engine.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** A network in device form before it has numbers: nodes, and the parameters that they will need. Not thread-safe. */
final class Blueprint {
    static final String INPUT = "input";
    private static final String OUTPUT = "logits";

    private final String name;
    private final Shape image;
    private final NormalizationNames normalizationNames;
    private final Map<String, Shape> shapes = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<ExpectedParameter> expected = new ArrayList<>();

    Blueprint(String name, Shape image, NormalizationNames normalizationNames) {
        this.name = name;
        this.image = image;
        this.normalizationNames = normalizationNames;
        shapes.put(INPUT, image);
    }

    int channels(String value) {
        return shape(value).channels();
    }

    private Shape shape(String value) {
        Shape shape = shapes.get(value);
        if (shape == null) {
            throw new IllegalArgumentException("no value is called " + value);
        }
        return shape;
    }

    /** A convolution without bias. */
    String convolution(String layer, String input, int outputs, Window window, int group) {
        Shape x = shape(input);
        String weight = layer + ".weight";
        expected.add(ExpectedParameter.of(
                weight, weight, outputs, x.channels() / group, window.kernelHeight(), window.kernelWidth()));
        Shape output = Shape.of(outputs, window.outputHeight(x.height()), window.outputWidth(x.width()));
        return add(
                layer, Operator.CONVOLUTION, List.of(input, weight), new Attributes.Convolution(window, group), output);
    }

    String normalization(String layer, String input, float epsilon) {
        int channels = channels(input);
        List<String> inputs = new ArrayList<>(List.of(input));
        for (int i = 0; i < 4; i++) {
            String constant =
                    layer + "." + NormalizationNames.PYTORCH.suffixes().get(i);
            String parameter = layer + "." + normalizationNames.suffixes().get(i);
            expected.add(new ExpectedParameter(parameter, List.of(channels), constant, List.of(channels), i == 3));
            inputs.add(constant);
        }
        return add(layer, Operator.BATCH_NORMALIZATION, inputs, new Attributes.Normalization(epsilon), shape(input));
    }

    String activation(String layer, String input, Operator operator) {
        return add(layer, operator, List.of(input), Attributes.NONE, shape(input));
    }

    String sum(String layer, String left, String right) {
        return add(layer, Operator.ADD, List.of(left, right), Attributes.NONE, shape(left));
    }

    String maxPool(String layer, String input, Window window) {
        Shape x = shape(input);
        Shape output = Shape.of(x.channels(), window.outputHeight(x.height()), window.outputWidth(x.width()));
        return add(layer, Operator.MAX_POOL, List.of(input), new Attributes.Pool(window), output);
    }

    /** The mean over the map, the dense layer behind it and the logits as a vector. */
    void classifier(String layer, String input, int classes) {
        Shape x = shape(input);
        Shape one = Shape.of(x.channels(), 1, 1);
        String mean = add("pool", Operator.AVERAGE_POOL, List.of(input), new Attributes.Pool(Window.covering(x)), one);
        String weight = layer + ".weight";
        String bias = layer + ".bias";
        expected.add(new ExpectedParameter(
                weight, List.of(classes, x.channels()), weight, List.of(classes, x.channels(), 1, 1), false));
        expected.add(ExpectedParameter.of(bias, bias, classes));
        String dense = add(
                layer,
                Operator.CONVOLUTION,
                List.of(mean, weight, bias),
                new Attributes.Convolution(Window.square(1, 1, 0), 1),
                Shape.of(classes, 1, 1));
        Shape flat = Shape.of(classes);
        add("flatten", Operator.RESHAPE, List.of(dense), new Attributes.Reshape(flat), flat);
    }

    private String add(String layer, Operator operator, List<String> inputs, Attributes attributes, Shape output) {
        nodes.add(new Node(layer, operator, inputs, attributes));
        shapes.put(layer, output);
        return layer;
    }

    /** A square window with the padding of MindSpore's mode "same" for the size of its input. */
    Window same(String input, int kernel, int stride) {
        Shape x = shape(input);
        int vertical = total(x.height(), kernel, stride);
        int horizontal = total(x.width(), kernel, stride);
        return Window.square(kernel, stride, 0)
                .withPadding(new Padding(
                        vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2));
    }

    private static int total(int size, int kernel, int stride) {
        int outputs = (size + stride - 1) / stride;
        return Math.max((outputs - 1) * stride + kernel - size, 0);
    }

    List<ExpectedParameter> expected() {
        return List.copyOf(expected);
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** The network with its numbers. */
    ModelGraph graph(Map<String, FloatTensor> constants) {
        return new ModelGraph(name, INPUT, image, nodes, constants, OUTPUT);
    }
}
