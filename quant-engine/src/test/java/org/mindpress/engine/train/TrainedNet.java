package org.mindpress.engine.train;

import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.ModelGraph;

/** The example nets whose laws training must keep. */
enum TrainedNet {
    RESIDUAL,
    BOTTLENECK,
    DEPTHWISE,
    DEPTHWISE_MULTIPLIED;

    ModelGraph model(long seed) {
        return switch (this) {
            case RESIDUAL -> ExampleNets.residual(seed);
            case BOTTLENECK -> ExampleNets.bottleneck(seed);
            case DEPTHWISE -> ExampleNets.depthwise(seed);
            case DEPTHWISE_MULTIPLIED -> ExampleNets.depthwiseMultiplied(seed);
        };
    }
}
