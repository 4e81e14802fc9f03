package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ModelImportException;
import org.mindpress.engine.graph.ProtobufMemory;
import org.mindpress.engine.graph.Shape;

/**
 * The frame of an ONNX file, checked: opset, one image input, one output, and the nodes that the output needs.
 *
 * @param graphName of the graph
 * @param inputName of the image input
 * @param inputShape per image; empty when it was refused
 * @param fixedBatch the batch size when the file fixes one
 * @param outputName of the result
 * @param initializers by name, in file order
 * @param nodes that the output needs, in file order
 */
record OnnxFile(
        String graphName,
        String inputName,
        Optional<Shape> inputShape,
        Optional<Long> fixedBatch,
        String outputName,
        Map<String, TensorProto> initializers,
        List<OnnxNode> nodes) {
    static final int OLDEST_OPSET = 11;
    static final int NEWEST_OPSET = 21;
    private static final String CHECK = "check the file with onnx.checker";

    /** The message in the bytes; {@link ModelImportException} when they are no model. */
    static ModelProto parse(String fileName, byte[] onnx) {
        if (ProtobufMemory.isTooMuch(onnx, ModelProto.getDescriptor())) {
            throw new ModelImportException(
                    fileName,
                    List.of(new ImportProblem(
                            "file",
                            "",
                            "its " + onnx.length + " bytes hold so many small parts that they would take "
                                    + ProtobufMemory.of(onnx, ModelProto.getDescriptor())
                                    + " bytes of memory, more than twice the file and " + ProtobufMemory.ROOM,
                            "export one network for images, with its numbers as raw data")));
        }
        try {
            ModelProto model = ModelProto.parseFrom(onnx);
            if (model.hasGraph() && model.getGraph().getNodeCount() > 0) {
                return model;
            }
        } catch (InvalidProtocolBufferException broken) {
            throw new ModelImportException(fileName, List.of(notOnnx(onnx.length)));
        }
        throw new ModelImportException(fileName, List.of(notOnnx(onnx.length)));
    }

    private static ImportProblem notOnnx(int length) {
        return new ImportProblem(
                "file",
                "",
                "its " + length + " bytes are not an ONNX model, or were cut short",
                "export the model again and copy the file completely");
    }

    /** Checks the frame; problems and notes are added to the lists. */
    static OnnxFile of(ModelProto model, List<ImportProblem> problems, List<String> notes) {
        GraphProto graph = model.getGraph();
        int opset = opset(model, problems);
        if (graph.getSparseInitializerCount() > 0) {
            problems.add(
                    new ImportProblem("file", "", "it has sparse initializers", "store the weights as dense tensors"));
        }
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (initializers.put(tensor.getName(), tensor) != null) {
                problems.add(new ImportProblem(
                        "initializer " + tensor.getName(), "", "another initializer has this name", CHECK));
            }
        }
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(value -> !initializers.containsKey(value.getName()))
                .toList();
        if (inputs.size() != 1) {
            problems.add(new ImportProblem(
                    "file",
                    "",
                    "inputs " + inputs.stream().map(ValueInfoProto::getName).toList() + ", expected one image input",
                    "export a model with one input [N, channels, height, width]"));
        }
        if (graph.getOutputCount() != 1) {
            problems.add(new ImportProblem(
                    "file",
                    "",
                    "outputs "
                            + graph.getOutputList().stream()
                                    .map(ValueInfoProto::getName)
                                    .toList()
                            + ", expected one",
                    "keep only the logits"));
        }
        ValueInfoProto input = inputs.isEmpty() ? ValueInfoProto.getDefaultInstance() : inputs.get(0);
        List<Long> dimensions = inputs.isEmpty() ? List.of() : dimensions(input, problems);
        String output = graph.getOutputCount() == 0 ? "" : graph.getOutput(0).getName();
        Optional<Long> batch =
                dimensions.isEmpty() || dimensions.get(0) <= 0 ? Optional.empty() : Optional.of(dimensions.get(0));
        batch.ifPresent(size -> notes.add("the batch size was fixed to " + size + " and is dynamic now"));
        Optional<Shape> shape = dimensions.isEmpty()
                ? Optional.empty()
                : Optional.of(new Shape(
                        dimensions.stream().skip(1).map(Long::intValue).toList()));
        List<OnnxNode> nodes = needed(graph, output, opset, problems);
        int idle = graph.getNodeCount() - nodes.size();
        if (idle > 0 && !output.isEmpty()) {
            notes.add(idle + " nodes that the output does not need were left out");
        }
        return new OnnxFile(graph.getName(), input.getName(), shape, batch, output, initializers, nodes);
    }

    private static int opset(ModelProto model, List<ImportProblem> problems) {
        long opset = 0;
        for (OperatorSetIdProto entry : model.getOpsetImportList()) {
            if (entry.getDomain().isEmpty() || entry.getDomain().equals("ai.onnx")) {
                opset = entry.getVersion();
            }
        }
        if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
            problems.add(new ImportProblem(
                    "file",
                    "",
                    "opset " + (opset == 0 ? "is missing" : Long.toString(opset)) + ", expected " + OLDEST_OPSET
                            + " to " + NEWEST_OPSET,
                    "export with opset 17 or convert with onnx.version_converter"));
        }
        return (int) Math.max(0, Math.min(opset, Integer.MAX_VALUE));
    }

    /** The four dimensions with 0 for a symbolic batch; empty when refused. */
    private static List<Long> dimensions(ValueInfoProto input, List<ImportProblem> problems) {
        String place = "input " + input.getName();
        TypeProto.Tensor type = input.getType().getTensorType();
        if (!input.getType().hasTensorType() || type.getElemType() != TensorProto.DataType.FLOAT_VALUE) {
            problems.add(new ImportProblem(
                    place,
                    "",
                    "its type is " + TensorDecoder.typeName(type.getElemType()) + ", expected float32",
                    "export the model with a float32 input, normalised outside of the model"));
            return List.of();
        }
        List<TensorShapeProto.Dimension> shape = type.getShape().getDimList();
        List<Long> sizes = new ArrayList<>();
        boolean fits = shape.size() == 4;
        for (int axis = 0; axis < shape.size(); axis++) {
            long size = shape.get(axis).hasDimValue() ? shape.get(axis).getDimValue() : 0;
            fits &= axis == 0 || (size > 0 && size <= OnnxNode.LARGEST_SIZE);
            sizes.add(Math.max(size, 0));
        }
        if (!fits) {
            problems.add(new ImportProblem(
                    place,
                    "",
                    "its shape is "
                            + shape.stream()
                                    .map(size -> size.hasDimValue()
                                            ? Long.toString(size.getDimValue())
                                            : size.getDimParam().isEmpty() ? "?" : size.getDimParam())
                                    .toList()
                            + ", expected [N, channels, height, width] with fixed sizes after N",
                    "export with an example image of the size that the device will see"));
            return List.of();
        }
        return sizes;
    }

    private static List<OnnxNode> needed(GraphProto graph, String output, int opset, List<ImportProblem> problems) {
        Set<String> given = new HashSet<>();
        graph.getInputList().forEach(input -> given.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> given.add(tensor.getName()));
        Map<String, Integer> producers = new HashMap<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            for (String value : graph.getNode(i).getOutputList()) {
                boolean stored = given.contains(value);
                if (!value.isEmpty() && (producers.putIfAbsent(value, i) != null || stored)) {
                    problems.add(new ImportProblem(
                            new OnnxNode(graph.getNode(i), i, opset).label(),
                            graph.getNode(i).getOpType(),
                            "it computes " + value + ", which "
                                    + (stored
                                            ? "the file gives as input or initializer"
                                            : "another node computes already"),
                            CHECK));
                }
            }
        }
        Set<Integer> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            Integer producer = producers.get(open.pop());
            if (producer != null && needed.add(producer)) {
                open.addAll(graph.getNode(producer).getInputList());
            }
        }
        List<OnnxNode> nodes = new ArrayList<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (needed.contains(i)) {
                nodes.add(new OnnxNode(node, i, opset));
            }
        }
        return nodes;
    }
}
