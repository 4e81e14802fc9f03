package org.mindpress.processors.stage;

import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.quant.QuantizationDocumentCodec;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.train.TrainingSession;
import org.mindpress.engine.train.TrainingSettings;
import org.mindpress.engine.train.TrainingStart;
import org.mindpress.processors.pipeline.Pipeline;

/** Graphs and trained networks out of the files between stages. */
final class VerifyGraphs {
    private VerifyGraphs() {}

    /** The device form in a file. */
    static ModelGraph graph(String file, byte[] onnx) {
        return OnnxReader.read(file, onnx).graph();
    }

    /** The {@code quantization.json} of a training. */
    static QuantizationState state(String file, byte[] json) {
        return QuantizationDocumentCodec.fromJson(file, json).state();
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
