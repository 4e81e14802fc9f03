package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.infer.FloatSession;
import org.mindpress.engine.infer.SessionSettings;
import org.mindpress.engine.onnx.ExampleFile;
import org.mindpress.engine.onnx.OnnxReader;
import org.mindpress.engine.onnx.OnnxWriter;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;

/** What is admitted to training computes in training what the imported file computes. */
class ImportedNetTrainingTest {
    private static final int BATCH = 3;

    @ParameterizedTest(name = "{0}")
    @MethodSource("admitted")
    void anAdmittedNetComputesTheLogitsOfItsFile(ExampleFile file) {
        ModelGraph graph = graph(file);
        QuantizationPlan plan =
                QuantizationPlan.derive(graph, LayerPolicy.DEFAULT).inSteps(10, 10);
        TrainingNetwork network = TrainingSession.start(
                        new TrainingStart(graph, plan, QuantizationState.initial(plan)), TrainingSettings.ofSteps(10))
                .network();
        network.quantizeWeights(false);
        SplittableRandom random = new SplittableRandom(9);
        float[] images = new float[BATCH * graph.inputShape().elements()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (8 * random.nextDouble() - 3);
        }
        assertThat(network.predict(images, BATCH)).containsExactly(logits(graph, images), offset(2e-4f));
    }

    @Test
    void everyKindOfLayerIsAmongTheAdmitted() {
        // PAD_READ_TWICE adds two convolutions
        assertThat(admitted())
                .contains(
                        ExampleFile.CONV,
                        ExampleFile.CONV_STRIDE_AND_UNEQUAL_PADS,
                        ExampleFile.CONV_DEPTHWISE,
                        ExampleFile.CONV_DEPTHWISE_RECTANGULAR,
                        ExampleFile.RESIDUAL,
                        ExampleFile.PAD_READ_TWICE,
                        ExampleFile.MAX_POOL_CEIL_WIDE_STRIDE,
                        ExampleFile.AVERAGE_POOL_PADS,
                        ExampleFile.GLOBAL_AVERAGE_POOL,
                        ExampleFile.PERCEPTRON)
                .doesNotContain(ExampleFile.CONV_GROUPS, ExampleFile.CONV_DILATION);
    }

    private static Stream<ExampleFile> admitted() {
        return Stream.of(ExampleFile.values()).filter(file -> isAdmitted(graph(file)));
    }

    private static ModelGraph graph(ExampleFile file) {
        return OnnxReader.read(file.name(), file.bytes(17)).graph();
    }

    private static boolean isAdmitted(ModelGraph graph) {
        try {
            return !QuantizationPlan.derive(graph, LayerPolicy.DEFAULT).groups().isEmpty()
                    && TrainableOperators.faults(graph).isEmpty();
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /** Training takes logits: a Softmax at the end is left out. */
    private static float[] logits(ModelGraph graph, float[] images) {
        ModelGraph before = graph;
        if (graph.outputNode().operator() == Operator.SOFTMAX) {
            before = new ModelGraph(
                    graph.name(),
                    graph.inputName(),
                    graph.inputShape(),
                    List.copyOf(graph.nodes().subList(0, graph.nodes().size() - 1)),
                    graph.constants(),
                    graph.outputName());
        }
        try (FloatSession session = FloatSession.open(OnnxWriter.write(before), SessionSettings.optimized(1))) {
            return session.run(images, BATCH);
        }
    }
}
