package org.mindpress.engine.importer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An ONNX graph of opset 17 under construction, NCHW and with the batch open: what readers of other formats translate their files
 * into. Nodes carry the names that the file gives its layers, so that problems found while lowering name those. A constant called
 * {@code <layer>.weight} gives its layer that name. Not thread-safe.
 */
final class TranslatedGraph {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> names = new HashSet<>();

    /** A graph with one image input {@code [N, channels, height, width]}. */
    TranslatedGraph(String name, String input, int channels, int height, int width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (int size : new int[] {channels, height, width}) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        graph.setName(name);
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(input)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape))));
        names.add(input);
    }

    /** Adds a float32 constant, row-major; returns the name of the value, made unique. */
    String floats(String name, List<Integer> dimensions, float... values) {
        byte[] data = new byte[Math.multiplyExact(values.length, 4)];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT_VALUE, dimensions, data);
    }

    /** Adds a vector of int64; returns the name of the value, made unique. */
    String integers(String name, long... values) {
        byte[] data = new byte[Math.multiplyExact(values.length, 8)];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
        return constant(name, TensorProto.DataType.INT64_VALUE, List.of(values.length), data);
    }

    private String constant(String name, int type, List<Integer> dimensions, byte[] data) {
        String own = unique(name);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(own).setDataType(type);
        dimensions.forEach(tensor::addDims);
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(data)));
        return own;
    }

    /**
     * Adds a node.
     *
     * @param operator of ONNX
     * @param name of the layer in the file
     * @param inputs names of values; an empty one is left out
     * @return the name of the value it computes
     */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        String output = unique(name + ":0");
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** The model whose result is the given value. */
    ModelProto build(String output) {
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(output)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE))));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build();
    }

    private String unique(String wanted) {
        String name = wanted;
        for (int number = 2; !names.add(name); number++) {
            name = wanted + "_" + number;
        }
        return name;
    }
}
