package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands in an ONNX file, as it stands there: any ONNX file, also one that cannot be imported. Nothing is checked or lowered. */
public final class OnnxContents {
    private final SortedMap<String, String> header = new TreeMap<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final Map<String, TensorProto> tensors = new LinkedHashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /**
     * A tensor as the file declares it.
     *
     * @param name in the file
     * @param type element type in ONNX's words, {@code float}; empty when the file does not say
     * @param shape sizes, or names of open sizes
     */
    public record Value(String name, String type, List<String> shape) {
        /** Copies the shape. */
        public Value {
            shape = List.copyOf(shape);
        }
    }

    /**
     * A stored tensor: an initializer or the value of a Constant node.
     *
     * @param name of the initializer, or of what the Constant computes
     * @param type element type in ONNX's words
     * @param shape sizes as written
     * @param bytes of data that are there
     */
    public record StoredTensor(String name, String type, List<Long> shape, long bytes) {
        /** Copies the shape. */
        public StoredTensor {
            shape = List.copyOf(shape);
        }
    }

    /**
     * A node.
     *
     * @param name may be empty
     * @param operator with its domain when it is not ONNX's own
     * @param inputs names; an empty one is left out
     * @param outputs names
     * @param attributes by name, as text for people
     */
    public record Operation(
            String name,
            String operator,
            List<String> inputs,
            List<String> outputs,
            SortedMap<String, String> attributes) {
        /** Copies the collections. */
        public Operation {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        }
    }

    private OnnxContents(ModelProto model) {
        header.put("ir_version", String.valueOf(model.getIrVersion()));
        header.put("producer", (model.getProducerName() + " " + model.getProducerVersion()).strip());
        model.getOpsetImportList()
                .forEach(opset -> header.put(
                        "opset" + (opset.getDomain().isEmpty() ? "" : " " + opset.getDomain()),
                        String.valueOf(opset.getVersion())));
        model.getMetadataPropsList().forEach(entry -> header.put(entry.getKey(), entry.getValue()));
        GraphProto graph = model.getGraph();
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
        graph.getValueInfoList().forEach(value -> values.put(value.getName(), value(value)));
        graph.getInputList().stream()
                .filter(input -> !tensors.containsKey(input.getName()))
                .forEach(input -> inputs.add(value(input)));
        graph.getOutputList().forEach(output -> outputs.add(value(output)));
        graph.getNodeList().forEach(this::add);
    }

    /**
     * Takes a file apart.
     *
     * @param fileName how messages call it
     * @throws org.mindpress.engine.graph.ModelImportException when it is no ONNX model
     */
    public static OnnxContents of(String fileName, byte[] onnx) {
        return new OnnxContents(OnnxFile.parse(fileName, onnx));
    }

    private void add(NodeProto node) {
        SortedMap<String, String> attributes = new TreeMap<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            attributes.put(attribute.getName(), text(attribute));
            if (node.getOpType().equals("Constant") && attribute.hasT() && node.getOutputCount() == 1) {
                tensors.putIfAbsent(node.getOutput(0), attribute.getT());
            }
        }
        operations.add(new Operation(
                node.getName(),
                new OnnxNode(node, operations.size(), 0).operator(),
                node.getInputList(),
                node.getOutputList(),
                attributes));
    }

    private static String text(AttributeProto attribute) {
        return switch (attribute.getType()) {
            case INT -> String.valueOf(attribute.getI());
            case FLOAT -> String.valueOf(attribute.getF());
            case STRING -> attribute.getS().toStringUtf8();
            case INTS -> attribute.getIntsList().toString();
            case FLOATS -> attribute.getFloatsList().toString();
            case TENSOR ->
                TensorDecoder.typeName(attribute.getT().getDataType())
                        + attribute.getT().getDimsList();
            default -> attribute.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static Value value(ValueInfoProto value) {
        List<String> sizes = value.getType().getTensorType().getShape().getDimList().stream()
                .map(OnnxContents::size)
                .toList();
        return new Value(
                value.getName(),
                TensorDecoder.typeName(value.getType().getTensorType().getElemType()),
                sizes);
    }

    private static String size(TensorShapeProto.Dimension size) {
        if (size.hasDimValue()) {
            return Long.toString(size.getDimValue());
        }
        return size.getDimParam().isEmpty() ? "?" : size.getDimParam();
    }

    /** Versions, producer and free entries. */
    public SortedMap<String, String> header() {
        return Collections.unmodifiableSortedMap(header);
    }

    /** Inputs that are no initializers. */
    public List<Value> inputs() {
        return List.copyOf(inputs);
    }

    /** The results. */
    public List<Value> outputs() {
        return List.copyOf(outputs);
    }

    /** Type and shape of a value between nodes, where the file declares it. */
    public Optional<Value> declared(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Stored tensors in file order. */
    public List<StoredTensor> tensors() {
        List<StoredTensor> stored = new ArrayList<>();
        tensors.forEach((name, tensor) -> stored.add(new StoredTensor(
                name,
                TensorDecoder.typeName(tensor.getDataType()),
                tensor.getDimsList(),
                TensorNumbers.bytes(tensor))));
        return stored;
    }

    /** The numbers of a stored tensor; empty when there is none, or its type has no numbers or its data lies elsewhere. */
    public Optional<double[]> numbers(String tensor) {
        return Optional.ofNullable(tensors.get(tensor)).flatMap(TensorNumbers::of);
    }

    /** Nodes in file order. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }
}
