package org.mindpress.processors.stage;

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
import org.mindpress.engine.onnx.OnnxWriter;

/** Stem, one residual block, average pool, classifier for gray 8 x 8 images; batch norm kept, seeded weights. */
final class SmallNet {
    private static final int SIZE = 8;
    private static final int WIDTH = 6;

    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Random random = new Random(11);

    private SmallNet() {}

    /** Three classes. */
    static byte[] onnx() {
        return OnnxWriter.write(new SmallNet().graph(3, 1));
    }

    /** As many classes as asked. */
    static byte[] withClasses(int classes) {
        return OnnxWriter.write(new SmallNet().graph(classes, 1));
    }

    /** One weight of the classifier is no number. */
    static byte[] withNan() {
        return OnnxWriter.write(new SmallNet().graph(3, Float.NaN));
    }

    private ModelGraph graph(int classes, float factor) {
        String stem = relu("stem", normalized("stem", "input", 1));
        String a = relu("block.a", normalized("block.a", stem, WIDTH));
        String b = normalized("block.b", a, WIDTH);
        nodes.add(new Node("block.add", Operator.ADD, List.of(b, stem), Attributes.NONE));
        String block = relu("block", "block.add");
        nodes.add(new Node(
                "pool",
                Operator.AVERAGE_POOL,
                List.of(block),
                new Attributes.Pool(Window.covering(Shape.of(WIDTH, SIZE, SIZE)))));
        float[] weight = drawn(classes * WIDTH, 0.5);
        weight[1] *= factor;
        constants.put("fc.weight", FloatTensor.of(List.of(classes, WIDTH, 1, 1), weight));
        constants.put("fc.bias", FloatTensor.vector(drawn(classes, 0.1)));
        nodes.add(new Node(
                "fc",
                Operator.CONVOLUTION,
                List.of("pool", "fc.weight", "fc.bias"),
                new Attributes.Convolution(Window.square(1, 1, 0), 1)));
        nodes.add(new Node("logits", Operator.RESHAPE, List.of("fc"), new Attributes.Reshape(Shape.of(classes))));
        return new ModelGraph("small", "input", Shape.of(1, SIZE, SIZE), nodes, constants, "logits");
    }

    private String normalized(String name, String input, int inputs) {
        String layer = name + ".conv";
        constants.put(
                layer + ".weight",
                FloatTensor.of(List.of(WIDTH, inputs, 3, 3), drawn(WIDTH * inputs * 9, Math.sqrt(2.0 / (inputs * 9)))));
        nodes.add(new Node(
                layer,
                Operator.CONVOLUTION,
                List.of(input, layer + ".weight"),
                new Attributes.Convolution(Window.square(3, 1, 1), 1)));
        String own = name + ".bn";
        constants.put(own + ".weight", positive());
        constants.put(own + ".bias", FloatTensor.vector(drawn(WIDTH, 0.1)));
        constants.put(own + ".running_mean", FloatTensor.vector(drawn(WIDTH, 0.1)));
        constants.put(own + ".running_var", positive());
        nodes.add(new Node(
                own,
                Operator.BATCH_NORMALIZATION,
                List.of(layer, own + ".weight", own + ".bias", own + ".running_mean", own + ".running_var"),
                new Attributes.Normalization(1e-5f)));
        return own;
    }

    private String relu(String name, String input) {
        nodes.add(new Node(name + ".relu", Operator.RELU, List.of(input), Attributes.NONE));
        return name + ".relu";
    }

    private FloatTensor positive() {
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = 0.75f + random.nextFloat() / 2;
        }
        return FloatTensor.vector(values);
    }

    private float[] drawn(int count, double spread) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * spread);
        }
        return values;
    }
}
