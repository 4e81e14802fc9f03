package org.mindpress.engine.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Window;

/** Which graphs in device form can be trained; asked at submission, long before a training starts. */
public final class TrainableOperators {
    private TrainableOperators() {}

    /** Everything that stands in the way, one line each with node and remedy; empty if the graph can be trained. */
    public static List<String> faults(ModelGraph model) {
        List<String> faults = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (Node node : model.nodes()) {
            if (node.operator() == Operator.CONVOLUTION) {
                int group = node.convolution().group();
                FloatTensor weight = model.constant(node.constants().get(0));
                if (group != 1 && !isDepthwise(node.convolution(), weight)) {
                    faults.add("node " + node.name() + ": convolution with group=" + group + " over "
                            + group * weight.dimension(1)
                            + " channels cannot be trained, only group=1 and depthwise ones. Remedy: leave out qat and"
                            + " distill, calibration can quantise it");
                }
                Window window = node.convolution().window();
                if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
                    // oneDNN, as Deeplearning4j calls it, refuses them at the first forward pass
                    faults.add("node " + node.name() + ": convolution with dilation=" + window.dilationHeight() + "x"
                            + window.dilationWidth()
                            + " cannot be trained. Remedy: leave out qat and distill, calibration can quantise it");
                }
            }
            if (node.operator() == Operator.MAX_POOL || node.operator() == Operator.AVERAGE_POOL) {
                Padding padding = node.pool().window().padding();
                if (padding.top() != padding.bottom() || padding.left() != padding.right()) {
                    faults.add("node " + node.name() + ": pool with unequal padding " + padding
                            + " cannot be trained. Remedy: pad before the pool");
                }
            }
            for (String constant : node.constants()) {
                String owner = owners.putIfAbsent(constant, node.name());
                if (owner != null) {
                    faults.add("node " + node.name() + ": shares the constant " + constant + " with node " + owner
                            + ". Remedy: give each node a constant of its own");
                }
            }
        }
        return faults;
    }

    /** Whether each input channel has filters of its own, with one or more outputs. */
    static boolean isDepthwise(Attributes.Convolution convolution, FloatTensor weight) {
        return convolution.group() > 1 && weight.dimension(1) == 1;
    }
}
