package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.Set;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Shape;

/** What surrounds the nodes in the files that mindpress writes. */
final class ModelFrame {
    /** Float graph, node by node. */
    static final String DEVICE_FORM = "device-form-1";
    /** The same with QuantizeLinear and DequantizeLinear around every tensor of the device. */
    static final String QDQ = "qdq-1";

    private static final String PRODUCER = "mindpress";
    private static final String FORM = "mindpress.form";
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private ModelFrame() {}

    /** A graph with its input and output, without nodes. */
    static GraphProto.Builder begin(ModelGraph graph) {
        Set<String> names = new HashSet<>(graph.constants().keySet());
        names.add(graph.inputName());
        graph.nodes().stream()
                .filter(node -> !node.equals(graph.outputNode()))
                .map(Node::name)
                .forEach(names::add);
        if (names.contains(graph.outputName())) {
            throw new IllegalArgumentException("graph " + graph.name() + ": the output's name " + graph.outputName()
                    + " is that of another value");
        }
        return GraphProto.newBuilder()
                .setName(graph.name())
                .addInput(value(graph.inputName(), graph.inputShape()))
                .addOutput(value(graph.outputName(), graph.outputShape()));
    }

    static byte[] finish(GraphProto.Builder graph, String form) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(PRODUCER)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(FORM).setValue(form))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /** Whether mindpress wrote the file in that form. */
    static boolean is(ModelProto model, String form) {
        return model.getProducerName().equals(PRODUCER)
                && model.getMetadataPropsList().stream()
                        .anyMatch(entry ->
                                entry.getKey().equals(FORM) && entry.getValue().equals(form));
    }

    private static ValueInfoProto value(String name, Shape shape) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        shape.dimensions()
                .forEach(size ->
                        sizes.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(sizes)))
                .build();
    }
}
