package org.mindpress.engine.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** Residual networks in device form with random weights, in the shape of ResNet-20 and smaller. */
final class ResidualNetworks {
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();

    private ResidualNetworks(long seed) {
        random = new Random(seed);
    }

    /** Stem, one plain and one projected block, average pool, dense layer: [3, 8, 8] to 4 classes. */
    static ModelGraph tiny(long seed) {
        return build(seed, new int[] {8, 12}, 1, 8, 4);
    }

    /** The shape of ResNet-20 for CIFAR-10. */
    static ModelGraph resNet20(long seed) {
        return build(seed, new int[] {16, 32, 64}, 3, 32, 10);
    }

    private static ModelGraph build(long seed, int[] widths, int blocks, int size, int classes) {
        ResidualNetworks network = new ResidualNetworks(seed);
        String value = network.convolution("stem", "input", 3, widths[0], 3, 1, true);
        int channels = widths[0];
        int area = size;
        for (int stage = 0; stage < widths.length; stage++) {
            for (int block = 0; block < blocks; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                area /= stride;
                String name = "body." + stage + "." + block;
                String left = network.convolution(name + ".a", value, channels, widths[stage], 3, stride, true);
                left = network.convolution(name + ".b", left, widths[stage], widths[stage], 3, 1, false);
                String right = stride == 1
                        ? value
                        : network.convolution(name + ".shortcut", value, channels, widths[stage], 1, stride, false);
                network.nodes.add(new Node(name + ".add", Operator.ADD, List.of(left, right), Attributes.NONE));
                network.nodes.add(new Node(name + ".relu", Operator.RELU, List.of(name + ".add"), Attributes.NONE));
                value = name + ".relu";
                channels = widths[stage];
            }
        }
        network.nodes.add(new Node(
                "pool", Operator.AVERAGE_POOL, List.of(value), new Attributes.Pool(Window.square(area, 1, 0))));
        network.constants.put("head.weight", network.weight(classes, channels, 1));
        network.constants.put("head.bias", network.vector(classes, 0f, 0.1f));
        network.nodes.add(new Node(
                "head",
                Operator.CONVOLUTION,
                List.of("pool", "head.weight", "head.bias"),
                new Attributes.Convolution(Window.square(1, 1, 0), 1)));
        network.nodes.add(
                new Node("flat", Operator.RESHAPE, List.of("head"), new Attributes.Reshape(Shape.of(classes))));
        return new ModelGraph("residual", "input", Shape.of(3, size, size), network.nodes, network.constants, "logits");
    }

    private String convolution(String name, String input, int in, int out, int kernel, int stride, boolean relu) {
        constants.put(name + ".conv.weight", weight(out, in, kernel));
        nodes.add(new Node(
                name + ".conv",
                Operator.CONVOLUTION,
                List.of(input, name + ".conv.weight"),
                new Attributes.Convolution(Window.square(kernel, stride, kernel / 2), 1)));
        constants.put(name + ".bn.weight", vector(out, 1f, 0.2f));
        constants.put(name + ".bn.bias", vector(out, 0.1f, 0.2f));
        constants.put(name + ".bn.mean", vector(out, 0f, 0.2f));
        constants.put(name + ".bn.variance", vector(out, 1f, 0.3f));
        nodes.add(new Node(
                name + ".bn",
                Operator.BATCH_NORMALIZATION,
                List.of(
                        name + ".conv",
                        name + ".bn.weight",
                        name + ".bn.bias",
                        name + ".bn.mean",
                        name + ".bn.variance"),
                new Attributes.Normalization(1e-5f)));
        if (!relu) {
            return name + ".bn";
        }
        nodes.add(new Node(name + ".relu", Operator.RELU, List.of(name + ".bn"), Attributes.NONE));
        return name + ".relu";
    }

    private FloatTensor weight(int out, int in, int kernel) {
        float[] values = new float[out * in * kernel * kernel];
        double deviation = Math.sqrt(2.0 / (in * kernel * kernel));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return FloatTensor.of(List.of(out, in, kernel, kernel), values);
    }

    /** Around the centre, never further than the spread. */
    private FloatTensor vector(int length, float centre, float spread) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = centre + spread * (2 * random.nextFloat() - 1);
        }
        return FloatTensor.vector(values);
    }
}
