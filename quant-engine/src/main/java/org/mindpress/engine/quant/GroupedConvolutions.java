package org.mindpress.engine.quant;

import java.util.List;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;

/**
 * Rule L14, said before anything is computed: a convolution with more than one group and more than one channel in each has one weight
 * scale; with one per output channel the converted file does not load. Depthwise convolutions may have either, and
 * a layer that stays in float has none.
 */
final class GroupedConvolutions {
    private GroupedConvolutions() {}

    /** One line per layer that breaks the rule, with the policy rule that mends it. */
    static List<String> faults(ModelGraph graph, QuantizationPlan plan) {
        return plan.integerConvolutions().stream()
                .filter(group -> plan.settings(group.layer()).granularity() == Granularity.PER_CHANNEL)
                .map(group -> graph.node(group.layer()).orElseThrow())
                .filter(node -> node.convolution().group() > 1 && channelsInAGroup(graph, node) > 1)
                .map(node -> "layer " + node.name() + " is a convolution of "
                        + node.convolution().group() + " groups with " + channelsInAGroup(graph, node)
                        + " channels each, and its weight scales are per-channel: the device does not load it (rule"
                        + " L14). Remedy: end the policy's rules with { layers: \"" + node.name()
                        + "\", granularity: per-tensor }")
                .toList();
    }

    private static int channelsInAGroup(ModelGraph graph, Node node) {
        return graph.constant(node.constants().get(0)).dimension(1);
    }
}
