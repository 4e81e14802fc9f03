package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** Float nets with what the example nets have not: odd windows and every way in which MindIR pads a pool. */
public final class FloatNets {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();
    private final SplittableRandom random;

    private FloatNets(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * Padding on one side, dilation, groups, max-pools over negative values with symmetric padding and with that of "same", an average
     * pool with the padding of "same", Pad, a batch norm of its own, Softmax.
     */
    public static ModelGraph everyForm(long seed) {
        FloatNets net = new FloatNets(seed);
        net.convolution("conv1", "image", 6, 3, window(3, 3, 2, 1, new Padding(1, 0, 0, 2)), 1);
        net.normalization("bn1", "conv1", 6);
        net.convolution("conv2", "bn1", 8, 6, new Window(2, 3, 1, 1, 2, 2, new Padding(1, 2, 1, 2)), 2);
        net.add("symmetric", Operator.MAX_POOL, "conv2", new Attributes.Pool(window(3, 3, 2, 2, Padding.symmetric(1))));
        net.convolution("conv3", "symmetric", 8, 8, Window.square(1, 1, 0), 1);
        net.add("relu", Operator.RELU, "conv3", Attributes.NONE);
        net.add("same", Operator.MAX_POOL, "conv3", new Attributes.Pool(window(2, 2, 1, 1, new Padding(0, 0, 1, 1))));
        net.nodes.add(new Node("sum", Operator.ADD, List.of("relu", "same"), Attributes.NONE));
        net.add("mean", Operator.AVERAGE_POOL, "sum", new Attributes.Pool(window(3, 3, 1, 1, Padding.symmetric(1))));
        net.add("pad", Operator.PAD, "mean", new Attributes.Pad(new Padding(0, 1, 2, 0)));
        return net.head("pad", true);
    }

    /** A max-pool over negative values with padding on one side, which no pool of MindIR has. */
    public static ModelGraph lopsidedPool(long seed) {
        FloatNets net = new FloatNets(seed);
        net.convolution("conv1", "image", 8, 3, Window.square(1, 1, 0), 1);
        net.add("pool", Operator.MAX_POOL, "conv1", new Attributes.Pool(window(3, 3, 2, 2, new Padding(1, 1, 0, 0))));
        return net.head("pool", false);
    }

    /** What the images of these nets are said to be. */
    public static InputSpecification input(ModelGraph graph) {
        Shape shape = graph.inputShape();
        return InputSpecification.of(
                ChannelOrder.RGB, shape.height(), shape.width(), new float[] {0.5f, 0.5f, 0.5f}, new float[] {
                    0.25f, 0.25f, 0.25f
                });
    }

    /** Normal images, NCHW. */
    public static float[] images(ModelGraph graph, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] images = new float[count * graph.inputShape().elements()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        return images;
    }

    private ModelGraph head(String input, boolean softmax) {
        ModelGraph body = new ModelGraph("forms", "image", Shape.of(3, 12, 10), nodes, constants, "result");
        Shape map = body.shapeOf(input);
        constants.put("fc.weight", tensor(5, map.channels(), map.height(), map.width()));
        constants.put("fc.bias", tensor(5));
        add(
                "fc",
                Operator.CONVOLUTION,
                List.of(input, "fc.weight", "fc.bias"),
                new Attributes.Convolution(Window.covering(map), 1));
        Shape classes = Shape.of(5);
        add("logits", Operator.RESHAPE, "fc", new Attributes.Reshape(classes));
        if (softmax) {
            add("softmax", Operator.SOFTMAX, "logits", Attributes.NONE);
        }
        return new ModelGraph("forms", "image", Shape.of(3, 12, 10), nodes, constants, "result");
    }

    private static Window window(int height, int width, int strideHeight, int strideWidth, Padding padding) {
        return new Window(height, width, strideHeight, strideWidth, 1, 1, padding);
    }

    private void convolution(String name, String input, int out, int in, Window window, int group) {
        constants.put(name + ".weight", tensor(out, in / group, window.kernelHeight(), window.kernelWidth()));
        add(name, Operator.CONVOLUTION, List.of(input, name + ".weight"), new Attributes.Convolution(window, group));
    }

    private void normalization(String name, String input, int channels) {
        List<String> inputs = new ArrayList<>(List.of(input));
        for (String suffix : List.of("weight", "bias", "running_mean", "running_var")) {
            FloatTensor values = tensor(channels);
            inputs.add(name + "." + suffix);
            constants.put(name + "." + suffix, suffix.equals("running_var") ? positive(values) : values);
        }
        add(name, Operator.BATCH_NORMALIZATION, inputs, new Attributes.Normalization(1e-3f));
    }

    private static FloatTensor positive(FloatTensor values) {
        float[] numbers = values.toArray();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.5f + Math.abs(numbers[i]);
        }
        return FloatTensor.vector(numbers);
    }

    private void add(String name, Operator operator, String input, Attributes attributes) {
        add(name, operator, List.of(input), attributes);
    }

    private void add(String name, Operator operator, List<String> inputs, Attributes attributes) {
        nodes.add(new Node(name, operator, inputs, attributes));
    }

    private FloatTensor tensor(Integer... dimensions) {
        int size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
        }
        float spread = (float) Math.sqrt(2.0 * dimensions[0] / size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian() * (dimensions.length == 1 ? 0.3f : spread);
        }
        return FloatTensor.of(List.of(dimensions), values);
    }
}
