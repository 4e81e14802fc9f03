package org.mindpress.engine.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a model file: ONNX, ONNX with QuantizeLinear nodes, or MindIR of either dialect; nothing is run.
 *
 * @param version of this document, {@value #VERSION}
 * @param model the file
 * @param format {@code onnx}, {@code qdq-onnx}, {@code mindir-d1} or {@code mindir-d2}
 * @param header versions, producer and free entries of the file
 * @param inputs in call order
 * @param outputs results
 * @param operators how many nodes each operator has
 * @param parameters elements of all stored tensors
 * @param parameterBytes their bytes
 * @param tensors stored tensors in file order
 * @param nodes in file order
 * @param layers layers with weights, in file order, by the names that policies match
 * @param points quantised activations by layer
 * @param notes what people should know
 */
public record ModelContents(
        int version,
        FileIdentity model,
        String format,
        SortedMap<String, String> header,
        List<Value> inputs,
        List<Value> outputs,
        SortedMap<String, Integer> operators,
        long parameters,
        long parameterBytes,
        List<StoredTensor> tensors,
        List<ModelNode> nodes,
        List<Layer> layers,
        List<Point> points,
        List<String> notes) {
    public static final int VERSION = 1;

    /**
     * An input, an output or a result of a node.
     *
     * @param name in the file
     * @param type element type; empty when the file does not declare it
     * @param shape sizes; letters or a question mark for open ones; empty also when not declared
     */
    public record Value(String name, String type, List<String> shape) {
        /** Copies the shape. */
        public Value {
            shape = List.copyOf(shape);
        }

        /** Whether the file says what it is. */
        boolean declared() {
            return !type.isEmpty();
        }

        String typeText() {
            return declared() ? type + shape : "type not declared";
        }
    }

    /**
     * A tensor whose data is in the file.
     *
     * @param name in the file
     * @param type element type
     * @param shape sizes as written
     * @param bytes of data
     */
    public record StoredTensor(String name, String type, List<Long> shape, long bytes) {
        /** Copies the shape. */
        public StoredTensor {
            shape = List.copyOf(shape);
        }

        String typeText() {
            return type + shape;
        }
    }

    /**
     * A node.
     *
     * @param name what the node is called between two exports of one net
     * @param operator with its domain when it is not the format's own
     * @param inputs names of values, tensors or nodes; constants as text
     * @param outputs results
     * @param attributes as text
     * @param quantization of a quantising node or marker: one, or none
     */
    public record ModelNode(
            String name,
            String operator,
            List<String> inputs,
            List<Value> outputs,
            SortedMap<String, String> attributes,
            List<Quantization> quantization) {
        /** Copies the collections. */
        public ModelNode {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
            quantization = List.copyOf(quantization);
        }
    }

    /**
     * A layer with a weight.
     *
     * @param layer its name
     * @param weight shape of the weight
     * @param parameters elements of weight and bias
     * @param type {@code float} or {@code int8}
     * @param quantization of the weight: one, or none in a float file and where a file has codes without their scales
     */
    public record Layer(
            String layer, List<Integer> weight, long parameters, String type, List<Quantization> quantization) {
        /** Copies the lists. */
        public Layer {
            weight = List.copyOf(weight);
            quantization = List.copyOf(quantization);
        }
    }

    /**
     * A quantised activation.
     *
     * @param layer whose output it is, or the graph input
     * @param quantization one scale and zero point
     */
    public record Point(String layer, Quantization quantization) {}

    /** Copies the collections. */
    public ModelContents {
        header = Collections.unmodifiableSortedMap(new TreeMap<>(header));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        operators = Collections.unmodifiableSortedMap(new TreeMap<>(operators));
        tensors = List.copyOf(tensors);
        nodes = List.copyOf(nodes);
        layers = List.copyOf(layers);
        points = List.copyOf(points);
        notes = List.copyOf(notes);
    }

    /** For people; columns are parted by two spaces. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(model.file() + ": " + format + ", " + model.bytes() + " bytes, sha256 " + model.sha256());
        header.forEach((key, value) -> lines.add("  " + key + ": " + value.replace("\n", " ")));
        inputs.forEach(input -> lines.add("input " + input.name() + ": " + input.typeText()));
        outputs.forEach(output -> lines.add("output " + output.name() + ": " + output.typeText()));
        lines.add("operators: " + operators);
        lines.add("parameters: " + parameters + " in " + tensors.size() + " tensors, " + parameterBytes + " bytes");
        return lines;
    }

    /** Stored tensors for people. */
    public List<String> tensorLines() {
        return tensors.stream()
                .map(tensor -> tensor.name() + "  " + tensor.typeText() + "  " + tensor.bytes() + " bytes")
                .toList();
    }

    /** Nodes for people. */
    public List<String> nodeLines() {
        List<String> lines = new ArrayList<>();
        for (ModelNode node : nodes) {
            String results = String.join(
                    ", ", node.outputs().stream().map(ModelContents::result).toList());
            StringBuilder rest = new StringBuilder();
            node.quantization().forEach(quantization -> rest.append("  ").append(quantization));
            if (node.quantization().isEmpty()) {
                node.attributes()
                        .forEach((name, value) ->
                                rest.append("  ").append(name).append('=').append(value));
            }
            lines.add(node.operator() + "  " + node.name() + "  " + String.join(", ", node.inputs()) + " -> " + results
                    + rest);
        }
        return lines;
    }

    private static String result(Value value) {
        return value.declared() ? value.name() + " " + value.typeText() : value.name();
    }

    /** Layers with weights, for people. */
    public List<String> layerLines() {
        return layers.stream()
                .map(layer -> layer.layer() + "  " + layer.weight() + "  " + layer.parameters() + " parameters  "
                        + (layer.quantization().isEmpty()
                                ? layer.type()
                                : layer.quantization().get(0).scales().size() == 1 ? "per-tensor" : "per-channel"))
                .toList();
    }

    /** Quantised activations, for people. */
    public List<String> pointLines() {
        return points.stream()
                .map(point -> point.layer() + "  " + point.quantization())
                .toList();
    }
}
