package org.mindpress.engine.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A float network in device form: one input, one output, nodes in topological order, constants by name. Immutable and thread-safe;
 * construction checks names, order, arity and shapes and reports every fault at once.
 *
 * <p>BatchNormalization stays a node until {@link BatchNormalizationFolding} folds it.
 */
public final class ModelGraph {
    private final String name;
    private final String inputName;
    private final Shape inputShape;
    private final String outputName;
    private final List<Node> nodes;
    private final Map<String, FloatTensor> constants;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, Node> byName = new LinkedHashMap<>();
    private final Map<String, List<Node>> consumers = new LinkedHashMap<>();

    /**
     * Checks and copies.
     *
     * @param name of the model
     * @param inputName value name of the graph input
     * @param inputShape per image, {@code [channels, height, width]}
     * @param nodes producers before consumers; the last one is the output
     * @param constants every constant that a node names; kept in this order
     * @param outputName the name under which the result of the last node is known outside, such as {@code logits}
     * @throws IllegalArgumentException with all faults, one per line
     */
    public ModelGraph(
            String name,
            String inputName,
            Shape inputShape,
            List<Node> nodes,
            Map<String, FloatTensor> constants,
            String outputName) {
        this.name = name;
        this.inputName = inputName;
        this.inputShape = inputShape;
        this.outputName = outputName;
        this.nodes = List.copyOf(nodes);
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        List<String> faults = new ArrayList<>();
        if (nodes.isEmpty()) {
            faults.add("the graph has no nodes");
        }
        shapes.put(inputName, inputShape);
        for (Node node : this.nodes) {
            add(node, faults);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("graph " + name + ": " + String.join("\n", faults));
        }
    }

    private void add(Node node, List<String> faults) {
        if (shapes.containsKey(node.name()) || constants.containsKey(node.name())) {
            faults.add("node " + node.name() + ": the name is taken");
            return;
        }
        List<String> unknown = new ArrayList<>();
        node.dataInputs().stream().filter(input -> !shapes.containsKey(input)).forEach(unknown::add);
        node.constants().stream()
                .filter(constant -> !constants.containsKey(constant))
                .forEach(unknown::add);
        if (!unknown.isEmpty()) {
            faults.add("node " + node.name() + ": unknown or later inputs " + unknown);
            return;
        }
        try {
            node.operator().check(node);
            List<Shape> inputs = node.dataInputs().stream().map(this::shapeOf).toList();
            List<FloatTensor> parameters =
                    node.constants().stream().map(this::constant).toList();
            shapes.put(node.name(), node.operator().output(node, inputs, parameters));
        } catch (IllegalArgumentException fault) {
            faults.add(String.valueOf(fault.getMessage()));
            return;
        }
        byName.put(node.name(), node);
        for (String input : node.dataInputs()) {
            consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
        }
    }

    public String name() {
        return name;
    }

    public String inputName() {
        return inputName;
    }

    public Shape inputShape() {
        return inputShape;
    }

    /** The name under which the result is known outside. */
    public String outputName() {
        return outputName;
    }

    /** The node that computes the result. */
    public Node outputNode() {
        return nodes.get(nodes.size() - 1);
    }

    /** Shape of the result per image. */
    public Shape outputShape() {
        return shapeOf(outputNode().name());
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Map<String, FloatTensor> constants() {
        return constants;
    }

    /** The node of that name. */
    public Optional<Node> node(String value) {
        return Optional.ofNullable(byName.get(value));
    }

    /** Nodes that read the value, in graph order. */
    public List<Node> consumersOf(String value) {
        return List.copyOf(consumers.getOrDefault(value, List.of()));
    }

    /** Shape of a value per image. */
    public Shape shapeOf(String value) {
        Shape shape = shapes.get(value);
        if (shape == null) {
            throw new IllegalArgumentException("graph " + name + " has no value " + value);
        }
        return shape;
    }

    public FloatTensor constant(String constantName) {
        FloatTensor tensor = constants.get(constantName);
        if (tensor == null) {
            throw new IllegalArgumentException("graph " + name + " has no constant " + constantName);
        }
        return tensor;
    }

    /** The same graph with some constants replaced by others of equal shape. */
    public ModelGraph withConstants(Map<String, FloatTensor> replacements) {
        Map<String, FloatTensor> merged = new LinkedHashMap<>(constants);
        replacements.forEach((key, value) -> {
            if (!constant(key).dimensions().equals(value.dimensions())) {
                throw new IllegalArgumentException("constant " + key + ": shape " + value.dimensions() + ", expected "
                        + constant(key).dimensions());
            }
            merged.put(key, value);
        });
        return new ModelGraph(name, inputName, inputShape, nodes, merged, outputName);
    }

    /** Number of weights and biases, batch-norm statistics left out. */
    public long parameterCount() {
        return nodes.stream()
                .flatMap(node -> node.operator() == Operator.BATCH_NORMALIZATION
                        ? node.constants().subList(0, 2).stream()
                        : node.constants().stream())
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new))
                .stream()
                .mapToLong(constant -> constant(constant).size())
                .sum();
    }

    /** Multiplications and additions of the convolutions for one image. */
    public long multiplyAccumulates() {
        return nodes.stream()
                .filter(node -> node.operator() == Operator.CONVOLUTION)
                .mapToLong(node -> {
                    FloatTensor weight = constant(node.constants().get(0));
                    Shape output = shapeOf(node.name());
                    return (long) weight.size() * output.height() * output.width();
                })
                .sum();
    }
}
