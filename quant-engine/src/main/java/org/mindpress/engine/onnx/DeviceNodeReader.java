package org.mindpress.engine.onnx;

import java.util.List;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** Reads single nodes of the device form as {@link DeviceNodes} wrote them, and nothing else. */
final class DeviceNodeReader {
    private static final String REMEDY = "use the file as mindpress wrote it";

    /** Where a node's small integer initializers are found. */
    interface Integers {
        long[] of(String name);
    }

    private DeviceNodeReader() {}

    /** Number of leading inputs that the graph knows; the rest are small initializers that became attributes. */
    static int ownInputs(OnnxNode node) {
        return switch (node.operator()) {
            case "Clip", "Pad", "Reshape" -> 1;
            default -> node.inputs().size();
        };
    }

    /** The node, with inputs as they are to be called in the graph. */
    static Node node(OnnxNode node, List<String> inputs, Integers integers) {
        return switch (node.operator()) {
            case "Conv" ->
                new Node(
                        node.name(),
                        Operator.CONVOLUTION,
                        inputs,
                        new Attributes.Convolution(window(node), OnnxNode.size("group", node.integer("group", 1))));
            case "BatchNormalization" ->
                new Node(
                        node.name(),
                        Operator.BATCH_NORMALIZATION,
                        inputs,
                        new Attributes.Normalization(node.number("epsilon", 1e-5f)));
            case "Relu" -> new Node(node.name(), Operator.RELU, inputs, Attributes.NONE);
            case "Clip" -> new Node(node.name(), Operator.RELU6, inputs, Attributes.NONE);
            case "Add" -> new Node(node.name(), Operator.ADD, inputs, Attributes.NONE);
            case "MaxPool" -> new Node(node.name(), Operator.MAX_POOL, inputs, new Attributes.Pool(window(node)));
            case "AveragePool" ->
                new Node(node.name(), Operator.AVERAGE_POOL, inputs, new Attributes.Pool(window(node)));
            case "Pad" ->
                new Node(
                        node.name(),
                        Operator.PAD,
                        inputs,
                        new Attributes.Pad(padding(integers.of(node.requiredInput(1)), 8)));
            case "Reshape" ->
                new Node(
                        node.name(),
                        Operator.RESHAPE,
                        inputs,
                        new Attributes.Reshape(shape(integers.of(node.requiredInput(1)))));
            case "Softmax" -> new Node(node.name(), Operator.SOFTMAX, inputs, Attributes.NONE);
            default -> throw new ImportRefusal("it does not belong to the device form", REMEDY);
        };
    }

    private static Window window(OnnxNode node) {
        int[] kernel = node.sizes("kernel_shape", 2, 1);
        int[] strides = node.sizes("strides", 2, 1);
        int[] dilations = node.sizes("dilations", 2, 1);
        int[] pads = node.sizes("pads", 4, 0);
        return new Window(
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                dilations[0],
                dilations[1],
                new Padding(pads[0], pads[1], pads[2], pads[3]));
    }

    private static Padding padding(long[] pads, int expected) {
        if (pads.length != expected || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) {
            throw new ImportRefusal("pads are not those of height and width", REMEDY);
        }
        return new Padding(
                OnnxNode.size("padding", pads[2]),
                OnnxNode.size("padding", pads[3]),
                OnnxNode.size("padding", pads[6]),
                OnnxNode.size("padding", pads[7]));
    }

    private static Shape shape(long[] sizes) {
        if (sizes.length < 2 || sizes[0] != -1) {
            throw new ImportRefusal("its shape does not begin with the batch", REMEDY);
        }
        return Shape.of(java.util.Arrays.stream(sizes)
                .skip(1)
                .mapToInt(Math::toIntExact)
                .toArray());
    }
}
