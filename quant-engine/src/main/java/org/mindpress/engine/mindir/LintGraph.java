package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A deployment file as the lint rules see it: questions about markers and about what stands before and behind a node. */
final class LintGraph {
    private static final Set<String> KEEPS_PARAMETERS = Set.of("MaxPool", "AvgPool", "Reshape", "Pad");

    private final MindirModel model;
    private final List<LintFinding> findings = new ArrayList<>();

    LintGraph(MindirModel model) {
        this.model = model;
    }

    MindirModel model() {
        return model;
    }

    void report(String rule, MindirNode node, String consequence, String remedy) {
        findings.add(new LintFinding(rule, node.name() + " (" + node.domain() + ")", consequence, remedy));
    }

    void reportFile(String rule, String consequence, String remedy) {
        findings.add(new LintFinding(rule, "file", consequence, remedy));
    }

    List<LintFinding> findings() {
        return List.copyOf(findings);
    }

    List<MindirNode> nodes(String... operators) {
        return model.nodes().stream()
                .filter(node -> Set.of(operators).contains(node.operator()))
                .toList();
    }

    /** The node that computes an operand. */
    Optional<MindirNode> producer(Operand operand) {
        return operand instanceof Operand.Result result ? Optional.of(model.node(result.node())) : Optional.empty();
    }

    /** The node that computes an input; empty for graph inputs, parameters, constants and missing inputs. */
    Optional<MindirNode> producer(MindirNode node, int input) {
        return input < node.inputs().size() ? producer(node.inputs().get(input)) : Optional.empty();
    }

    Optional<MindirNode> producer(MindirNode node, int input, Predicate<MindirNode> wanted) {
        return producer(node, input).filter(wanted);
    }

    /** The tensor behind an input that is a parameter or a constant; empty for a missing input. */
    Optional<TensorData> constant(MindirNode node, int input) {
        return input < node.inputs().size() ? model.constantTensor(node.inputs().get(input)) : Optional.empty();
    }

    List<MindirNode> consumers(MindirNode node) {
        return model.consumers(node.name());
    }

    boolean isOutput(MindirNode node) {
        return model.outputs().stream().anyMatch(output -> output.source().equals(new Operand.Result(node.name(), 0)));
    }

    static boolean is(MindirNode node, String... operators) {
        return Set.of(operators).contains(node.operator());
    }

    /** The marker of a node, when both lists can be read; unreadable ones are the business of rules L03 and L20. */
    static Optional<QuantizationMarker> marker(MindirNode node) {
        try {
            return QuantizationMarker.isMarker(node) ? Optional.of(QuantizationMarker.of(node)) : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Scale and zero point of an activation that a node reads: its marker's, or through pools, Pad and Reshape. */
    Optional<QuantizationMarker> parameters(Operand operand) {
        Optional<MindirNode> producer = producer(operand);
        while (producer.isPresent()
                && (KEEPS_PARAMETERS.contains(producer.get().operator())
                        || FloatIsland.isBarrier(model, producer.get()))) {
            producer = producer(producer.get(), 0);
        }
        return producer.flatMap(LintGraph::marker)
                .filter(marker -> marker.scales().size() == 1);
    }

    /** The same for an input by its place; empty for a missing input. */
    Optional<QuantizationMarker> parameters(MindirNode node, int input) {
        return input < node.inputs().size() ? parameters(node.inputs().get(input)) : Optional.empty();
    }

    /** The marker that alone reads a node's result. */
    Optional<MindirNode> markerBehind(MindirNode node) {
        return consumers(node).stream().filter(QuantizationMarker::isMarker).findFirst();
    }

    /** The last node that the converter fuses with a convolution or Add: bias and activation included. */
    MindirNode endOfGroup(MindirNode node) {
        MindirNode end = node;
        if (is(end, "Conv2D")) {
            end = onlyConsumer(end, "BiasAdd").orElse(end);
        }
        return onlyConsumer(end, "ReLU", "ReLU6").orElse(end);
    }

    private Optional<MindirNode> onlyConsumer(MindirNode node, String... operators) {
        List<MindirNode> consumers = consumers(node);
        return consumers.size() == 1 && is(consumers.get(0), operators)
                ? Optional.of(consumers.get(0))
                : Optional.empty();
    }

    /** The parameters behind a convolution or Add. */
    Optional<QuantizationMarker> outputParameters(MindirNode node) {
        return markerBehind(endOfGroup(node))
                .flatMap(LintGraph::marker)
                .filter(marker -> marker.scales().size() == 1);
    }
}
