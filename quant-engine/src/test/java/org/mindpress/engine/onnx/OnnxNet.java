package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mindpress.engine.graph.FloatTensor;

/** Builds small ONNX files as exporters write them, with seeded weights. The image input is {@code x}. */
final class OnnxNet {
    private final SplittableRandom random = new SplittableRandom(7);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("net");
    private final int opset;
    private boolean constantNodes;
    private int count;

    /** A file whose image has the shape {@code [channels, height, width]}. */
    OnnxNet(int opset, long... imageShape) {
        this.opset = opset;
        addInput("x", TensorProto.DataType.FLOAT, 0, imageShape);
    }

    int opset() {
        return opset;
    }

    /** From here on constants are Constant nodes. */
    OnnxNet withConstantNodes() {
        constantNodes = true;
        return this;
    }

    GraphProto.Builder graph() {
        return graph;
    }

    void addInput(String name, TensorProto.DataType type, long batch, long... imageShape) {
        graph.addInput(value(name, type, batch, imageShape));
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long batch, long... imageShape) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(
                batch > 0
                        ? TensorShapeProto.Dimension.newBuilder().setDimValue(batch)
                        : TensorShapeProto.Dimension.newBuilder().setDimParam("batch_size"));
        for (long size : imageShape) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    /** Random numbers around a centre. */
    String weight(String name, float centre, int... dimensions) {
        int size = 1;
        List<Integer> shape = new ArrayList<>();
        for (int dimension : dimensions) {
            size *= dimension;
            shape.add(dimension);
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = centre + (float) random.nextDouble() - 0.5f;
        }
        return constant(Initializers.floats(name, FloatTensor.of(shape, values)));
    }

    String scalar(float value) {
        return constant(Initializers.scalar("scalar" + count++, value));
    }

    String integers(long... values) {
        return constant(Initializers.integers("integers" + count++, values));
    }

    String index(long value) {
        return constant(TensorProto.newBuilder()
                .setName("index" + count++)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(value)
                .build());
    }

    String constant(TensorProto tensor) {
        if (!constantNodes) {
            graph.addInitializer(tensor);
            return tensor.getName();
        }
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput(tensor.getName())
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(tensor)));
        return tensor.getName();
    }

    /** Adds a node named as PyTorch names them; its output's name comes back. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String name = "/block" + count + "/op/" + operator;
        String output = "value" + count++;
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    String conv(String input, int in, int out, int kernel, AttributeProto... attributes) {
        String name = "conv" + count++;
        return node(
                "Conv",
                List.of(input, weight(name + ".weight", 0, out, in, kernel, kernel), weight(name + ".bias", 0, out)),
                attributes);
    }

    String normalization(String input, int channels) {
        String name = "bn" + count++;
        return node(
                "BatchNormalization",
                List.of(
                        input,
                        weight(name + ".weight", 1, channels),
                        weight(name + ".bias", 0, channels),
                        weight(name + ".running_mean", 0, channels),
                        weight(name + ".running_var", 1, channels)),
                OnnxAttributes.number("epsilon", 1e-3f));
    }

    /** The file with one more output. */
    byte[] build(String output) {
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(output)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))));
        return bytes();
    }

    byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(opset <= 20 ? 8 : 10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
