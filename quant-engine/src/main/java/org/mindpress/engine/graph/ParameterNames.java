package org.mindpress.engine.graph;

import java.util.List;

/**
 * What MindSpore would call the numbers of a network, by node: {@code <node>.weight} and {@code <node>.bias} of a convolution,
 * {@code <node>.gamma}, {@code .beta}, {@code .moving_mean} and {@code .moving_variance} of a batch norm. Files for MindSpore use these
 * names, whatever the constants of the graph are called; nodes that share a constant have one parameter each.
 */
public final class ParameterNames {
    private static final List<String> CONVOLUTION = List.of("weight", "bias");
    private static final List<String> NORMALIZATION = List.of("gamma", "beta", "moving_mean", "moving_variance");

    private ParameterNames() {}

    /** Names of the parameters of a node, in the order of {@link Node#constants}. */
    public static List<String> of(Node node) {
        List<String> suffixes = node.operator() == Operator.BATCH_NORMALIZATION ? NORMALIZATION : CONVOLUTION;
        return suffixes.subList(0, node.constants().size()).stream()
                .map(suffix -> node.name() + "." + suffix)
                .toList();
    }
}
