package org.mindpress.engine.onnx;

import static org.mindpress.engine.onnx.QdqEdits.bypass;
import static org.mindpress.engine.onnx.QdqEdits.constants;
import static org.mindpress.engine.onnx.QdqEdits.each;
import static org.mindpress.engine.onnx.QdqEdits.eachNode;
import static org.mindpress.engine.onnx.QdqEdits.filled;
import static org.mindpress.engine.onnx.QdqEdits.zeroPoints;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.function.Consumer;

/** What a file may do to a good one, and what the refusal says. */
enum QdqFault {
    SIXTEEN_BITS(graph -> zeroPoints(graph, TensorProto.DataType.UINT16), "its codes are uint16", "8 bits"),
    FOUR_BITS(graph -> constants(graph, TensorProto.DataType.INT4), "its codes are int4", "8 bits"),
    HALF_PRECISION_SCALES(
            graph -> each(
                    graph,
                    "input/scale",
                    tensor -> tensor.toBuilder()
                            .setDataType(TensorProto.DataType.FLOAT16_VALUE)
                            .build()),
            "its scale input/scale is float16",
            "float32"),
    BLOCKS(
            graph -> eachNode(
                    graph,
                    "stem.conv.weight/DequantizeLinear",
                    node -> node.toBuilder()
                            .addAttribute(OnnxAttributes.integer("block_size", 32))
                            .build()),
            "a scale for each block of 32",
            "per tensor or per channel"),
    ASYMMETRIC_WEIGHTS(
            graph -> each(graph, "stem.conv.weight/zero_point", tensor -> filled(tensor, 3)),
            "the zero point of a constant is 3 in int8",
            "symmetrically"),
    ACTIVATIONS_PER_CHANNEL(
            graph -> {
                each(
                        graph,
                        "stem.conv/scale",
                        tensor -> Initializers.floats(
                                tensor.getName(), List.of(8), new float[] {1, 1, 1, 1, 1, 1, 1, 1}));
                each(
                        graph,
                        "stem.conv/zero_point",
                        tensor -> Initializers.tensor(
                                tensor.getName(), TensorProto.DataType.UINT8, List.of(8), new byte[8]));
            },
            "a tensor made from the image has 8 scales",
            "per tensor"),
    WEIGHTS_PER_INPUT_CHANNEL(
            graph -> eachNode(
                    graph,
                    "body.0.a.conv.weight/DequantizeLinear",
                    node -> node.toBuilder()
                            .clearAttribute()
                            .addAttribute(OnnxAttributes.integer("axis", 1))
                            .build()),
            "layer body.0.a.conv: weight",
            "along the output channels"),
    NO_PAIR_AROUND_THE_IMAGE(
            graph -> bypass(graph, "input"), "layer input: the image goes through no pair", "import the float model"),
    NO_PAIR_BEHIND_A_LAYER(
            graph -> bypass(graph, "body.0.a.relu"),
            "layer body.0.a.conv: its output goes through no pair",
            "quantise every layer"),
    FLOAT_WEIGHTS(
            graph -> {
                eachNode(
                        graph,
                        "stem.conv.weight/DequantizeLinear",
                        node -> node.toBuilder()
                                .clearAttribute()
                                .clearInput()
                                .addInput("float")
                                .setOpType("Identity")
                                .build());
                graph.addInitializer(Initializers.floats("float", List.of(8, 3, 3, 3), new float[216]));
            },
            "layer stem.conv: its weights are not quantised",
            "quantise every layer"),
    READ_BEFORE_THE_PAIR(
            graph -> eachNode(
                    graph,
                    "body.0.a.conv",
                    node -> node.toBuilder().setInput(0, "stem.relu/raw").build()),
            "layer stem.conv: [body.0.a.conv] read its output as it was before the pair",
            "every input"),
    OTHER_GRID_OUT_OF_THE_CODES(
            graph -> {
                eachNode(
                        graph,
                        "input/DequantizeLinear",
                        node -> node.toBuilder().setInput(1, "other").build());
                graph.addInitializer(Initializers.scalar("other", 0.5f));
            },
            "the codes were made on the grid",
            "the same scale"),
    OTHER_BIAS_SCALE(
            graph -> each(
                    graph,
                    "stem.conv.bias/scale",
                    tensor -> Initializers.floats(tensor.getName(), List.of(8), 1, 1, 1, 1, 1, 1, 1, 1)),
            "layer stem.conv: bias scale 1.0 of output channel 0, expected input scale times weight scale",
            "quantise every layer"),
    OPERATORS_ON_CODES(
            graph -> eachNode(
                    graph,
                    "stem.conv",
                    node -> node.toBuilder().setOpType("QLinearConv").build()),
            "'QLinearConv' at node stem.conv",
            "QDQ format"),
    CODES_READ_AS_NUMBERS(
            graph -> eachNode(
                    graph,
                    "stem.conv",
                    node -> node.toBuilder().setInput(0, "input/codes").build()),
            "it works on the codes of input/codes",
            "QDQ format"),
    RANGES_FOUND_WHILE_RUNNING(
            graph -> eachNode(
                    graph,
                    "input/QuantizeLinear",
                    node -> node.toBuilder().setOpType("DynamicQuantizeLinear").build()),
            "'DynamicQuantizeLinear'",
            "statically");

    final Consumer<GraphProto.Builder> edit;
    final String finding;
    final String remedy;

    QdqFault(Consumer<GraphProto.Builder> edit, String finding, String remedy) {
        this.edit = edit;
        this.finding = finding;
        this.remedy = remedy;
    }
}
