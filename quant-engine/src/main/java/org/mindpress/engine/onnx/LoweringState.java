package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;

/** What is known while the nodes of a file are walked: its values, and the graph made so far. Not thread-safe. */
final class LoweringState {
    private static final int MOST_AXES = 64;
    private static final long SHARED_ROOM = 1 << 20;

    private final Map<String, ImportedValue> values = new HashMap<>();
    private final Map<String, TensorProto> tensors = new HashMap<>();
    private final Map<String, List<Size>> computedSizes = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, String> reshapes = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, FloatTensor> constants = new LinkedHashMap<>();
    private final Map<String, String> originalNames = new LinkedHashMap<>();
    private final LayerNames names = new LayerNames();
    private final String graphOutput;
    private long constantBytes;
    private long decodedBytes;

    LoweringState(String graphOutput) {
        this.graphOutput = graphOutput;
        names.reserve(graphOutput);
    }

    /** The value under which the result is known in the file. */
    String graphOutput() {
        return graphOutput;
    }

    LayerNames names() {
        return names;
    }

    Map<String, Node> nodes() {
        return nodes;
    }

    Map<String, FloatTensor> constants() {
        return constants;
    }

    Map<String, String> originalNames() {
        return originalNames;
    }

    void countUse(String value) {
        uses.merge(value, 1, Integer::sum);
    }

    boolean isReadOnce(String value) {
        return uses.getOrDefault(value, 0) == 1;
    }

    /** Whether one of the outputs is read. */
    boolean isRead(String value) {
        return uses.containsKey(value);
    }

    void putTensor(String name, TensorProto tensor) {
        tensors.put(name, tensor);
    }

    /** A constant that the file holds itself, not one made from others. */
    void putOwnTensor(String name, TensorProto tensor) {
        constantBytes += tensor.getSerializedSize();
        putTensor(name, tensor);
    }

    /** Size of the constants that the file holds. */
    long constantBytes() {
        return constantBytes;
    }

    void putSizes(String name, List<Size> sizes) {
        computedSizes.put(name, sizes);
    }

    void put(String name, ImportedValue value) {
        values.put(name, value);
    }

    Optional<ImportedValue> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<TensorProto> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    boolean knows(String name) {
        return values.containsKey(name) || tensors.containsKey(name) || computedSizes.containsKey(name);
    }

    /** A value that depends on the image. */
    ImportedValue value(OnnxNode node, int position) {
        String name = node.requiredInput(position);
        ImportedValue value = values.get(name);
        if (value == null) {
            throw new ImportRefusal(
                    "input " + position + " (" + name
                            + ") is a constant or a shape, expected a tensor made from the image",
                    "fold constants before the export");
        }
        return value;
    }

    /** A constant input as float32. */
    FloatTensor floats(OnnxNode node, int position) {
        TensorProto tensor = constant(node, position);
        countDecoded(tensor);
        return TensorDecoder.floats(tensor);
    }

    /** Each layer gets constants of its own, so layers that share one multiply it. */
    private void countDecoded(TensorProto tensor) {
        decodedBytes += TensorNumbers.bytes(tensor);
        if (decodedBytes > 2 * constantBytes + SHARED_ROOM) {
            throw new ImportRefusal(
                    "the layers share constants so often that they would take more than twice the " + constantBytes
                            + " bytes that the file holds",
                    "give each layer weights of its own");
        }
    }

    private TensorProto constant(OnnxNode node, int position) {
        String name = node.requiredInput(position);
        TensorProto tensor = tensors.get(name);
        if (tensor == null) {
            throw new ImportRefusal(
                    "input " + position + " (" + name + ") is computed, expected an initializer or a Constant node",
                    "fold constants before the export");
        }
        return tensor;
    }

    /** Integers given as a constant or computed from shapes. */
    List<Size> sizes(OnnxNode node, int position) {
        List<Size> computed = computedSizes.get(node.requiredInput(position));
        if (computed != null) {
            return computed;
        }
        TensorProto tensor = constant(node, position);
        List<Size> sizes = new ArrayList<>();
        if (TensorNumbers.bytes(tensor) > MOST_AXES * Long.BYTES) {
            throw new ImportRefusal(
                    "input " + position + " holds " + TensorNumbers.bytes(tensor) + " bytes, expected at most "
                            + MOST_AXES + " numbers, one for each axis",
                    "check the file with onnx.checker");
        }
        for (long value : TensorDecoder.integers(tensor)) {
            sizes.add(Size.of(value));
        }
        return sizes;
    }

    /** Integers that do not depend on the number of images. */
    long[] integers(OnnxNode node, int position) {
        List<Size> sizes = sizes(node, position);
        if (sizes.contains(Size.BATCH)) {
            throw new ImportRefusal(
                    "input " + position + " depends on the batch size", "export with fixed numbers there");
        }
        return sizes.stream().mapToLong(Size::value).toArray();
    }

    /** Keeps a constant under a name of its own. */
    String keep(String name, FloatTensor tensor) {
        String own = names.unique(name, name + ".constant");
        constants.put(own, tensor);
        return own;
    }

    /** Adds a node that computes the file's node's output. */
    void emit(
            OnnxNode node,
            String name,
            Operator operator,
            List<String> inputs,
            Attributes attributes,
            Shape output,
            List<Integer> logical) {
        emit(node, name, operator, inputs, attributes, output, logical, false);
    }

    /** Adds a node that computes the file's node's output, which the file may count channels last. */
    void emit(
            OnnxNode node,
            String name,
            Operator operator,
            List<String> inputs,
            Attributes attributes,
            Shape output,
            List<Integer> logical,
            boolean channelsLast) {
        nodes.put(name, new Node(name, operator, inputs, attributes));
        originalNames.put(name, node.label());
        String value = node.output();
        put(
                value,
                new ImportedValue(name, output, logical, channelsLast, isReadOnce(value), reshapeNameOf(value, name)));
    }

    /** The Reshape in front of the output carries the output's name. */
    private String reshapeNameOf(String value, String name) {
        return value.equals(graphOutput) ? graphOutput : name + ".reshape";
    }

    /** The node's output is its input under another name or shape, its elements counted as before. */
    void alias(OnnxNode node, ImportedValue value, List<Integer> logical) {
        alias(node, value, logical, value.channelsLast());
    }

    /** The node's output is its input under another name, shape or order of elements. */
    void alias(OnnxNode node, ImportedValue value, List<Integer> logical, boolean channelsLast) {
        String output = node.output();
        boolean sameShape = logical.equals(value.logical());
        String name =
                sameShape && !output.equals(graphOutput) ? value.reshapeName() : reshapeNameOf(output, value.name());
        put(output, value.reshaped(logical, channelsLast, isReadOnce(output), name));
    }

    /** Name of the value in the given shape; a Reshape node is added when it has another. */
    String inShape(ImportedValue value, Shape shape) {
        if (value.physical().equals(shape)) {
            return value.name();
        }
        return reshapes.computeIfAbsent(value.name() + shape, key -> {
            String wanted = value.reshapeName();
            String name = wanted.equals(graphOutput)
                    ? wanted
                    : names.unique(
                            wanted,
                            value.name() + ".reshape" + shape.dimensions().size());
            nodes.put(name, new Node(name, Operator.RESHAPE, List.of(value.name()), new Attributes.Reshape(shape)));
            originalNames.put(name, "shape of " + originalNames.getOrDefault(value.name(), value.name()));
            return name;
        });
    }

    /** The value's shape as a map: itself, or {@code [features, 1, 1]}. */
    static Shape mapShape(ImportedValue value) {
        List<Integer> logical = value.logical();
        if (value.isChannelsLastMap() || value.isReordered()) {
            throw new ImportRefusal(
                    "the tensor is in the order height, width, channels: " + logical + " per image",
                    "put a Transpose to NCHW before this node");
        }
        if (logical.size() == 3) {
            return new Shape(logical);
        }
        if (logical.size() == 1) {
            return Shape.of(logical.get(0), 1, 1);
        }
        throw new ImportRefusal(
                "the tensor has the shape " + logical + " per image, expected [channels, height, width] or [features]",
                "reshape it before this node");
    }

    /** Takes back a Pad that only the next node reads; empty when the value is anything else. */
    Optional<Node> takePadBefore(ImportedValue value) {
        Node node = nodes.get(value.name());
        if (node == null
                || node.operator() != Operator.PAD
                || !value.exclusive()
                || !value.logical().equals(value.physical().dimensions())) {
            return Optional.empty();
        }
        nodes.remove(value.name());
        originalNames.remove(value.name());
        return Optional.of(node);
    }

    /** Replaces a node that was added before. */
    void replace(Node node) {
        nodes.put(node.name(), node);
    }
}
