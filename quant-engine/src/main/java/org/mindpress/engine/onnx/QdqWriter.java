package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * Writes a quantised model as ONNX with QuantizeLinear and DequantizeLinear (opset 17, IR 8, dynamic batch): uint8 activations (code and
 * zero point plus 128), int8 weights along axis 0, int32 biases with scale {@code sx * sw[c]}. The same model gives the same bytes.
 *
 * <p>The graph input and the output of every group are quantised, pools, Pad and Reshape with the parameters of the tensor they read.
 * The dequantised output of a group has the name of its last node, the result that of the graph's output; the value before rounding has
 * {@code /raw} behind it, the uint8 codes {@code /codes}.
 */
public final class QdqWriter {
    /** What is added to codes and zero points of the int8 domain. */
    static final int UINT8_OFFSET = 128;

    private final QuantizedModel model;
    private final ModelGraph graph;
    private final GraphProto.Builder made;
    private final Map<String, String> fileNames = new HashMap<>();

    private QdqWriter(QuantizedModel model) {
        this.model = model;
        this.graph = model.graph();
        this.made = ModelFrame.begin(graph);
    }

    /** The file. */
    public static byte[] write(QuantizedModel model) {
        return new QdqWriter(model).write();
    }

    private byte[] write() {
        model.parameters().forEach(this::addParameters);
        String input = graph.inputName();
        addPair(input, input, input, input + "/dequantized");
        fileNames.put(input, input + "/dequantized");
        Map<String, QuantizationGroup> groups = new HashMap<>();
        for (QuantizationGroup group : model.plan().groups()) {
            group.nodes().forEach(node -> groups.put(node, group));
        }
        for (Node node : graph.nodes()) {
            QuantizationGroup group = groups.get(node.name());
            if (group == null) {
                throw new IllegalArgumentException(
                        "graph " + graph.name() + ": node " + node.name() + " is in no group of the plan");
            }
            add(node, group);
        }
        return ModelFrame.finish(made, ModelFrame.QDQ);
    }

    private void add(Node node, QuantizationGroup group) {
        List<String> inputs = new ArrayList<>();
        node.dataInputs().forEach(value -> inputs.add(fileNames.getOrDefault(value, value)));
        if (node.operator() == Operator.CONVOLUTION) {
            inputs.addAll(addWeights(node));
        }
        String outside = node.equals(graph.outputNode()) ? graph.outputName() : node.name();
        if (group.kind() == GroupKind.SOFTMAX || !group.output().equals(node.name())) {
            DeviceNodes.add(made, node, inputs, outside);
            return;
        }
        DeviceNodes.add(made, node, inputs, node.name() + "/raw");
        addPair(
                node.name(),
                node.name() + "/raw",
                model.plan().pointOf(group.layer()).name(),
                outside);
        fileNames.put(node.name(), outside);
    }

    private void addParameters(String point, QuantizationParameters parameters) {
        made.addInitializer(Initializers.scalar(point + "/scale", parameters.scale()));
        made.addInitializer(
                Initializers.tensor(point + "/zero_point", TensorProto.DataType.UINT8, List.of(), new byte[] {
                    (byte) (parameters.zeroPoint() + UINT8_OFFSET)
                }));
    }

    private void addPair(String value, String raw, String point, String result) {
        String codes = value + "/codes";
        made.addNode(NodeProto.newBuilder()
                .setName(value + "/QuantizeLinear")
                .setOpType("QuantizeLinear")
                .addAllInput(List.of(raw, point + "/scale", point + "/zero_point"))
                .addOutput(codes));
        made.addNode(NodeProto.newBuilder()
                .setName(value + "/DequantizeLinear")
                .setOpType("DequantizeLinear")
                .addAllInput(List.of(codes, point + "/scale", point + "/zero_point"))
                .addOutput(result));
    }

    /** Codes of weight and bias and the nodes that make them real; names of the real tensors. */
    private List<String> addWeights(Node node) {
        String weight = node.constants().get(0);
        String bias = node.constants().size() > 1 ? node.constants().get(1) : node.name() + ".bias";
        if (model.plan().isFloatIsland(node.name())) {
            node.constants()
                    .forEach(constant -> made.addInitializer(Initializers.floats(constant, graph.constant(constant))));
            return node.constants();
        }
        QuantizedConvolution convolution = model.convolution(node.name());
        float[] scales = convolution.weight().scales();
        List<Integer> scaleShape = scales.length == 1 ? List.of() : List.of(scales.length);
        made.addInitializer(Initializers.tensor(
                weight + "/codes",
                TensorProto.DataType.INT8,
                graph.constant(weight).dimensions(),
                convolution.weight().codes()));
        made.addInitializer(Initializers.floats(weight + "/scale", scaleShape, scales));
        made.addInitializer(Initializers.tensor(
                weight + "/zero_point", TensorProto.DataType.INT8, scaleShape, new byte[scales.length]));
        float inputScale = model.inputParametersOf(node.name(), 0).scale();
        float[] biasScales = new float[scales.length];
        for (int i = 0; i < scales.length; i++) {
            biasScales[i] = (float) ((double) inputScale * scales[i]);
        }
        made.addInitializer(Initializers.narrowIntegers(bias + "/codes", convolution.biasCodes(inputScale)));
        made.addInitializer(Initializers.floats(bias + "/scale", scaleShape, biasScales));
        made.addNode(dequantize(weight, List.of(weight + "/codes", weight + "/scale", weight + "/zero_point")));
        made.addNode(dequantize(bias, List.of(bias + "/codes", bias + "/scale")));
        return List.of(weight, bias);
    }

    private static NodeProto dequantize(String constant, List<String> inputs) {
        return NodeProto.newBuilder()
                .setName(constant + "/DequantizeLinear")
                .setOpType("DequantizeLinear")
                .addAllInput(inputs)
                .addOutput(constant)
                .addAttribute(OnnxAttributes.integer("axis", 0))
                .build();
    }
}
