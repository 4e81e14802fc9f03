package org.mindpress.engine.quant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mindpress.engine.graph.ModelGraph;

/**
 * What is quantised, where and how: derived once from the device form and the policy; training, calibration, export and execution read
 * it and derive nothing themselves. Immutable and thread-safe.
 *
 * <p>Groups and points carry layer names, which are the same before and after batch norm is folded; so the plans of both forms are equal
 * but for {@link QuantizationPoint#value} and {@link QuantizationGroup#nodes}.
 */
public final class QuantizationPlan {
    private final Map<String, QuantizationGroup> groups = new LinkedHashMap<>();
    private final Map<String, QuantizationPoint> points = new LinkedHashMap<>();
    private final Map<String, LayerSettings> settings = new LinkedHashMap<>();
    private final String inputName;

    private QuantizationPlan(String inputName) {
        this.inputName = inputName;
    }

    /**
     * Derives the plan.
     *
     * @throws IllegalArgumentException naming every node that cannot run in int8, every rule that matches no layer, or every layer whose
     *     settings the device cannot load
     */
    public static QuantizationPlan derive(ModelGraph graph, LayerPolicy policy) {
        QuantizationPlan plan = planned(graph, policy);
        List<String> faults = GroupedConvolutions.faults(graph, plan);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("graph " + graph.name() + ": " + String.join("\n", faults));
        }
        return plan;
    }

    /** One line per layer of a graph, as policies match it, with the settings that a pipeline without policy would ask for. */
    public static List<String> describeLayers(ModelGraph graph) {
        return planned(graph, LayerPolicy.DEFAULT).describe();
    }

    private static QuantizationPlan planned(ModelGraph graph, LayerPolicy policy) {
        List<QuantizationGroup> formed = new GroupFormation(graph).form();
        List<String> idle = policy.rules().stream()
                .filter(rule -> formed.stream()
                        .filter(group -> group.kind() == GroupKind.CONVOLUTION || !rule.keepsFloat())
                        .noneMatch(rule.matcher()::matches))
                .map(rule -> "policy rule '" + rule.matcher().describe() + "' matches no "
                        + (rule.keepsFloat() ? "convolution, and only convolutions can stay in float" : "layer"))
                .toList();
        if (!idle.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", idle) + "\nThe layers are: "
                    + formed.stream().map(QuantizationGroup::layer).collect(Collectors.joining(", ")));
        }
        QuantizationPlan plan = new QuantizationPlan(graph.inputName());
        plan.points.put(
                graph.inputName(),
                new QuantizationPoint(
                        graph.inputName(), graph.inputName(), RangeSide.TWO_SIDED, policy.defaults(), false));
        String classifier = formed.stream()
                .filter(group -> group.blocks().contains(Block.CLASSIFIER))
                .map(QuantizationGroup::layer)
                .findFirst()
                .orElse("");
        for (QuantizationGroup group : formed) {
            LayerSettings own = policy.settingsOf(group);
            plan.groups.put(group.layer(), group);
            plan.settings.put(group.layer(), own);
            if (group.kind().hasOwnPoint()) {
                plan.points.put(
                        group.layer(),
                        new QuantizationPoint(
                                group.layer(),
                                group.output(),
                                group.side(),
                                own,
                                group.layer().equals(classifier)));
            }
        }
        return plan;
    }

    /** The same plan with every moment in whole steps. */
    public QuantizationPlan inSteps(long stepsPerEpoch, long totalSteps) {
        QuantizationPlan plan = new QuantizationPlan(inputName);
        plan.groups.putAll(groups);
        settings.forEach((layer, own) -> plan.settings.put(layer, own.inSteps(stepsPerEpoch, totalSteps)));
        points.forEach((key, point) -> plan.points.put(
                key,
                new QuantizationPoint(
                        point.name(),
                        point.value(),
                        point.side(),
                        point.settings().inSteps(stepsPerEpoch, totalSteps),
                        point.logits())));
        return plan;
    }

    /**
     * The same decisions for another form of the graph, usually the one with batch norm folded.
     *
     * @throws IllegalArgumentException when the other graph has other layers
     */
    public QuantizationPlan forGraph(ModelGraph other) {
        QuantizationPlan plan = planned(other, LayerPolicy.DEFAULT);
        if (!List.copyOf(plan.settings.keySet()).equals(List.copyOf(settings.keySet()))) {
            throw new IllegalArgumentException("graph " + other.name() + " has the layers " + plan.settings.keySet()
                    + ", the plan was made for " + settings.keySet());
        }
        plan.settings.putAll(settings);
        plan.points.replaceAll((key, own) -> {
            QuantizationPoint decided = pointOf(key);
            return new QuantizationPoint(key, own.value(), own.side(), decided.settings(), decided.logits());
        });
        return plan;
    }

    /** Name of the graph input, which is also the name of its point. */
    public String inputName() {
        return inputName;
    }

    /** All groups in graph order. */
    public List<QuantizationGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** The groups with weights, in graph order. */
    public List<QuantizationGroup> convolutions() {
        return groups.values().stream()
                .filter(group -> group.kind() == GroupKind.CONVOLUTION)
                .toList();
    }

    /** The groups whose weights are quantised: {@link #convolutions} without the float islands. */
    public List<QuantizationGroup> integerConvolutions() {
        return convolutions().stream()
                .filter(group -> !isFloatIsland(group.layer()))
                .toList();
    }

    /** Whether a layer is a convolution that the policy keeps in float32, between int8 activations. */
    public boolean isFloatIsland(String layer) {
        return group(layer).kind() == GroupKind.CONVOLUTION && settings(layer).isFloat();
    }

    public QuantizationGroup group(String layer) {
        QuantizationGroup group = groups.get(layer);
        if (group == null) {
            throw new IllegalArgumentException("the plan has no layer " + layer + "; it has " + groups.keySet());
        }
        return group;
    }

    /** Settings of a layer after all rules. */
    public LayerSettings settings(String layer) {
        LayerSettings own = settings.get(layer);
        if (own == null) {
            throw new IllegalArgumentException("the plan has no layer " + layer + "; it has " + settings.keySet());
        }
        return own;
    }

    /** Points in graph order, the graph input first. */
    public List<QuantizationPoint> points() {
        return List.copyOf(points.values());
    }

    /**
     * The point whose scale and zero point the output of a layer has: its own, or for pools, Pad and Reshape that of the tensor they
     * read. For the graph input's name: the input point.
     */
    public QuantizationPoint pointOf(String layerOrInput) {
        String name = layerOrInput;
        QuantizationPoint point = points.get(name);
        while (point == null) {
            name = group(name).inputs().get(0);
            point = points.get(name);
        }
        return point;
    }

    /** One line per layer for people: name, kind, granularity, bits, activation, observer, delay and freezes. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (QuantizationGroup group : groups.values()) {
            LayerSettings own = settings(group.layer());
            String weights = group.kind() != GroupKind.CONVOLUTION
                    ? "-"
                    : own.isFloat() ? "float32" : own.granularity().spelling() + " " + own.weightBits() + " bits";
            String output = group.kind().hasOwnPoint()
                    ? pointOf(group.layer()).observer().spelling() + ", delay " + own.activationDelay()
                    : "as " + pointOf(group.layer()).name();
            lines.add(group.layer() + "  " + group.kind().spelling() + "  "
                    + group.activation().map(operator -> operator.onnxName()).orElse("-") + "  " + weights + "  "
                    + output);
        }
        return lines;
    }
}
