package org.mindpress.engine.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small device-form nets with seeded weights, for tests of any package. */
public final class ExampleNets {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();
    private final SplittableRandom random;

    private ExampleNets(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Stem, two residual blocks (the second with a projection and stride 2), average pool, classifier: a ResNet in small. */
    public static ModelGraph residual(long seed) {
        ExampleNets net = new ExampleNets(seed);
        String stem = net.block("stem", "input", 3, 8, Window.square(3, 1, 1), 1, true);
        String a = net.block("body.0.a", stem, 8, 8, Window.square(3, 1, 1), 1, true);
        String b = net.block("body.0.b", a, 8, 8, Window.square(3, 1, 1), 1, false);
        String first = net.add("body.0", b, stem);
        String c = net.block("body.1.a", first, 8, 16, Window.square(3, 2, 1), 1, true);
        String d = net.block("body.1.b", c, 16, 16, Window.square(3, 1, 1), 1, false);
        String projection = net.block("body.1.down", first, 8, 16, Window.square(1, 2, 0), 1, false);
        return net.head(net.add("body.1", d, projection), 16, 4, 4, 8);
    }

    /** Stem, max-pool, one bottleneck block with its projection, average pool, classifier: a ResNet-50 in small. */
    public static ModelGraph bottleneck(long seed) {
        ExampleNets net = new ExampleNets(seed);
        String stem = net.block("stem", "input", 3, 8, Window.square(3, 1, 1), 1, true);
        net.nodes.add(new Node("pool", Operator.MAX_POOL, List.of(stem), new Attributes.Pool(Window.square(3, 2, 1))));
        String a = net.block("layer.0.conv1", "pool", 8, 4, Window.square(1, 1, 0), 1, true);
        String b = net.block("layer.0.conv2", a, 4, 4, Window.square(3, 1, 1), 1, true);
        String c = net.block("layer.0.conv3", b, 4, 16, Window.square(1, 1, 0), 1, false);
        String projection = net.block("layer.0.down", "pool", 8, 16, Window.square(1, 1, 0), 1, false);
        return net.head(net.add("layer.0", c, projection), 16, 4, 4, 8);
    }

    /** Stem with ReLU6, a depthwise and a pointwise convolution, average pool, classifier: a MobileNet in small. */
    public static ModelGraph depthwise(long seed) {
        ExampleNets net = new ExampleNets(seed);
        String stem = net.block("stem", "input", 3, 8, Window.square(3, 2, 1), 1, false);
        net.nodes.add(new Node("stem.relu6", Operator.RELU6, List.of(stem), Attributes.NONE));
        String depth = net.block("features.0.depthwise", "stem.relu6", 8, 8, Window.square(3, 1, 1), 8, false);
        net.nodes.add(new Node("features.0.relu6", Operator.RELU6, List.of(depth), Attributes.NONE));
        String point = net.block("features.0.pointwise", "features.0.relu6", 8, 16, Window.square(1, 1, 0), 1, false);
        return net.head(point, 16, 4, 4, 8);
    }

    /** ResNet-20 for 32x32 images, but for the number of classes: three stages of three residual blocks, 16 to 64 channels. */
    public static ModelGraph resNet20(long seed) {
        ExampleNets net = new ExampleNets(seed);
        String last = net.block("stem", "input", 3, 16, Window.square(3, 1, 1), 1, true);
        int channels = 16;
        for (int stage = 1; stage <= 3; stage++) {
            int wider = 8 << stage;
            for (int position = 0; position < 3; position++) {
                String name = "layer" + stage + "." + position;
                int stride = wider == channels ? 1 : 2;
                String a = net.block(name + ".a", last, channels, wider, Window.square(3, stride, 1), 1, true);
                String b = net.block(name + ".b", a, wider, wider, Window.square(3, 1, 1), 1, false);
                String shortcut = stride == 1
                        ? last
                        : net.block(name + ".down", last, channels, wider, Window.square(1, 2, 0), 1, false);
                last = net.add(name, b, shortcut);
                channels = wider;
            }
        }
        return net.head(last, 64, 8, 8, 32);
    }

    /** Stem, a depthwise convolution with two outputs per input and stride 2, a pointwise one, average pool, classifier. */
    public static ModelGraph depthwiseMultiplied(long seed) {
        ExampleNets net = new ExampleNets(seed);
        String stem = net.block("stem", "input", 3, 6, Window.square(3, 1, 1), 1, true);
        String depth = net.block("features.0.depthwise", stem, 6, 12, Window.square(3, 2, 1), 6, true);
        String point = net.block("features.0.pointwise", depth, 12, 8, Window.square(1, 1, 0), 1, false);
        return net.head(point, 8, 4, 4, 8);
    }

    private String block(String name, String input, int in, int out, Window window, int group, boolean relu) {
        float spread = (float) Math.sqrt(2.0 / (in / group * window.kernelHeight() * window.kernelWidth()));
        String layer = name + ".conv";
        constants.put(layer + ".weight", tensor(spread, out, in / group, window.kernelHeight(), window.kernelWidth()));
        nodes.add(new Node(
                layer,
                Operator.CONVOLUTION,
                List.of(input, layer + ".weight"),
                new Attributes.Convolution(window, group)));
        String normalization = name + ".bn";
        constants.put(normalization + ".weight", shifted(1f, out));
        constants.put(normalization + ".bias", tensor(0.2f, out));
        constants.put(normalization + ".running_mean", tensor(0.2f, out));
        constants.put(normalization + ".running_var", shifted(1f, out));
        nodes.add(new Node(
                normalization,
                Operator.BATCH_NORMALIZATION,
                List.of(
                        layer,
                        normalization + ".weight",
                        normalization + ".bias",
                        normalization + ".running_mean",
                        normalization + ".running_var"),
                new Attributes.Normalization(1e-5f)));
        if (!relu) {
            return normalization;
        }
        nodes.add(new Node(name + ".relu", Operator.RELU, List.of(normalization), Attributes.NONE));
        return name + ".relu";
    }

    private String add(String name, String left, String right) {
        nodes.add(new Node(name + ".add", Operator.ADD, List.of(left, right), Attributes.NONE));
        nodes.add(new Node(name + ".add.relu", Operator.RELU, List.of(name + ".add"), Attributes.NONE));
        return name + ".add.relu";
    }

    private ModelGraph head(String input, int channels, int height, int width, int inputSize) {
        Window window = Window.covering(Shape.of(channels, height, width));
        nodes.add(new Node("pooled", Operator.AVERAGE_POOL, List.of(input), new Attributes.Pool(window)));
        constants.put("fc.weight", tensor(0.5f, 5, channels, 1, 1));
        constants.put("fc.bias", tensor(0.2f, 5));
        nodes.add(new Node(
                "fc",
                Operator.CONVOLUTION,
                List.of("pooled", "fc.weight", "fc.bias"),
                new Attributes.Convolution(Window.square(1, 1, 0), 1)));
        nodes.add(new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(5))));
        return new ModelGraph("example", "input", Shape.of(3, inputSize, inputSize), nodes, constants, "logits");
    }

    private FloatTensor tensor(float spread, Integer... dimensions) {
        int size = 1;
        for (int dimension : dimensions) {
            size *= dimension;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1) * spread * 1.7f;
        }
        return FloatTensor.of(List.of(dimensions), values);
    }

    private FloatTensor shifted(float centre, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = centre + (float) (random.nextDouble() - 0.5) * centre;
        }
        return FloatTensor.vector(values);
    }
}
