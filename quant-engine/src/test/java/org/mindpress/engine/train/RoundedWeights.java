package org.mindpress.engine.train;

import java.util.HashMap;
import java.util.Map;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.WeightQuantizer;

/** A folded graph whose weights went once through their per-channel codes. */
final class RoundedWeights {
    private RoundedWeights() {}

    static ModelGraph of(ModelGraph folded, int largestCode) {
        Map<String, FloatTensor> constants = new HashMap<>();
        folded.nodes().stream()
                .filter(node -> node.operator() == Operator.CONVOLUTION)
                .forEach(node -> {
                    String name = node.constants().get(0);
                    FloatTensor weight = folded.constant(name);
                    float[] real = new WeightQuantizer(Granularity.PER_CHANNEL, largestCode)
                            .quantize(weight.toArray(), weight.dimension(0))
                            .real(weight.dimension(0));
                    constants.put(name, FloatTensor.of(weight.dimensions(), real));
                });
        return folded.withConstants(constants);
    }
}
