package org.mindpress.engine.quant;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.graph.Operator;

/**
 * Nodes that the device runs as one integer operation, with one output tensor.
 *
 * @param layer name of the first node: the layer's name, and the name of the group's point
 * @param kind what is computed
 * @param nodes names of the nodes, first to last
 * @param inputs names of the groups (or of the graph input) that it reads, in operator order
 * @param output value name of the last node
 * @param activation fused activation, {@link Operator#RELU} or {@link Operator#RELU6}
 * @param blocks structural roles
 */
public record QuantizationGroup(
        String layer,
        GroupKind kind,
        List<String> nodes,
        List<String> inputs,
        String output,
        Optional<Operator> activation,
        Set<Block> blocks) {

    public QuantizationGroup {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        blocks = Set.copyOf(blocks);
    }

    /** Which values the output can hold. */
    public RangeSide side() {
        return activation
                .map(operator -> operator == Operator.RELU ? RangeSide.NON_NEGATIVE : RangeSide.UP_TO_SIX)
                .orElse(RangeSide.TWO_SIDED);
    }
}
