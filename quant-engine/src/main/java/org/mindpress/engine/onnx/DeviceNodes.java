package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.stream.LongStream;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Window;

/** Writes single nodes of the device form; {@link DeviceNodeReader} is the inverse. */
final class DeviceNodes {
    private DeviceNodes() {}

    /**
     * Adds the ONNX node, and the small initializers that hold what the operator takes as inputs.
     *
     * @param graph receives both
     * @param node the node; its name is kept
     * @param inputs names of its inputs in the file
     * @param output name of its result in the file
     */
    static void add(GraphProto.Builder graph, Node node, List<String> inputs, String output) {
        NodeProto.Builder made = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(
                        node.operator() == Operator.RELU6
                                ? "Clip"
                                : node.operator().onnxName())
                .addAllInput(inputs)
                .addOutput(output);
        switch (node.operator()) {
            case CONVOLUTION -> {
                window(made, node.convolution().window(), true);
                made.addAttribute(
                        OnnxAttributes.integer("group", node.convolution().group()));
            }
            case BATCH_NORMALIZATION ->
                made.addAttribute(
                        OnnxAttributes.number("epsilon", ((Attributes.Normalization) node.attributes()).epsilon()));
            case MAX_POOL -> window(made, node.pool().window(), true);
            case AVERAGE_POOL -> {
                Window window = node.pool().window();
                if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
                    throw new IllegalArgumentException(
                            "node " + node.name() + ": ONNX opset 17 has no average pool with dilation: " + window);
                }
                window(made, window, false);
                made.addAttribute(OnnxAttributes.integer("count_include_pad", 0));
            }
            case RELU6 -> {
                graph.addInitializer(Initializers.scalar(node.name() + "/low", 0f));
                graph.addInitializer(Initializers.scalar(node.name() + "/high", 6f));
                made.addInput(node.name() + "/low").addInput(node.name() + "/high");
            }
            case PAD -> {
                Padding padding = ((Attributes.Pad) node.attributes()).padding();
                graph.addInitializer(Initializers.integers(
                        node.name() + "/pads",
                        0,
                        0,
                        padding.top(),
                        padding.left(),
                        0,
                        0,
                        padding.bottom(),
                        padding.right()));
                made.addInput(node.name() + "/pads");
            }
            case RESHAPE -> {
                List<Integer> shape =
                        ((Attributes.Reshape) node.attributes()).shape().dimensions();
                long[] sizes = LongStream.concat(
                                LongStream.of(-1), shape.stream().mapToLong(Integer::longValue))
                        .toArray();
                graph.addInitializer(Initializers.integers(node.name() + "/shape", sizes));
                made.addInput(node.name() + "/shape");
            }
            case SOFTMAX -> made.addAttribute(OnnxAttributes.integer("axis", -1));
            case RELU, ADD -> {
                // neither has attributes
            }
        }
        graph.addNode(made);
    }

    private static void window(NodeProto.Builder node, Window window, boolean dilation) {
        Padding padding = window.padding();
        node.addAttribute(OnnxAttributes.integers("kernel_shape", window.kernelHeight(), window.kernelWidth()));
        node.addAttribute(OnnxAttributes.integers("strides", window.strideHeight(), window.strideWidth()));
        node.addAttribute(
                OnnxAttributes.integers("pads", padding.top(), padding.left(), padding.bottom(), padding.right()));
        if (dilation) {
            node.addAttribute(OnnxAttributes.integers("dilations", window.dilationHeight(), window.dilationWidth()));
        }
    }
}
