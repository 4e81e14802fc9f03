package org.mindpress.processors.stage;

import java.util.Optional;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.train.TrainingSession;
import org.mindpress.engine.train.TrainingSettings;
import org.mindpress.engine.train.TrainingStart;
import org.mindpress.processors.pipeline.Pipeline;

/** Graphs and trained networks out of the files between stages. */
final class VerifyGraphs {
    private VerifyGraphs() {}

    /** The device form in a file; empty while there is no reader. */
    static Optional<ModelGraph> graph(String file, byte[] onnx) {
        return Optional.empty();
    }

    /** The {@code quantization.json} of a training; empty while there is no reader. */
    static Optional<QuantizationState> state(String file, byte[] json) {
        return Optional.empty();
    }

    /** The plan of a graph; moments in steps of a training of one step, which only predicts. */
    static QuantizationPlan plan(ModelGraph graph, Pipeline pipeline) {
        return QuantizationPlan.derive(graph, pipeline.policy()).inSteps(1, 1);
    }

    /** The network as training left it. */
    static TrainingSession trained(ModelGraph graph, QuantizationState state, Pipeline pipeline) {
        long delay = state.points().values().stream()
                .mapToLong(point -> point.delayStepsLeft())
                .max()
                .orElse(0);
        return TrainingSession.start(
                new TrainingStart(graph, plan(graph, pipeline), state), TrainingSettings.ofSteps(delay + 1));
    }
}
