package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The gradients that training follows are those of the graph's definition, by central differences in double. */
class TrainingGradientTest {
    private static final int BATCH = 3;

    /** Cross-entropy of the labels summed over the batch, statistics frozen. */
    private static double loss(ModelGraph model, TrainingExamples examples) {
        int perImage = model.inputShape().elements();
        double sum = 0;
        for (int n = 0; n < BATCH; n++) {
            double[] logits = PlainEvaluation.logits(
                    model, Arrays.copyOfRange(examples.images(), n * perImage, (n + 1) * perImage));
            double largest = Arrays.stream(logits).max().orElseThrow();
            double total = Arrays.stream(logits).map(z -> Math.exp(z - largest)).sum();
            sum += Math.log(total) + largest - logits[examples.labels()[n]];
        }
        return sum;
    }

    private static double slope(ModelGraph model, String constant, int index, TrainingExamples examples) {
        FloatTensor weight = model.constant(constant);
        // small, so that hardly a ReLU changes side within it; the losses are exact to 1e-15
        float step = 1e-5f;
        float[] values = weight.toArray();
        float above = values[index] + step;
        float below = values[index] - step;
        values[index] = above;
        double high =
                loss(model.withConstants(Map.of(constant, FloatTensor.of(weight.dimensions(), values))), examples);
        values[index] = below;
        double low = loss(model.withConstants(Map.of(constant, FloatTensor.of(weight.dimensions(), values))), examples);
        return (high - low) / ((double) above - below);
    }

    private static TrainingNetwork floatNetwork(ModelGraph model) {
        QuantizationPlan plan =
                QuantizationPlan.derive(model, LayerPolicy.DEFAULT).inSteps(10, 10);
        TrainingNetwork network = TrainingSession.start(
                        new TrainingStart(model, plan, QuantizationState.initial(plan)), TrainingSettings.ofSteps(10))
                .network();
        network.quantizeWeights(false);
        network.points().values().forEach(point -> point.quantize(false));
        network.convolutions()
                .forEach(part -> part.normalization()
                        .ifPresent(normalization -> normalization.control().freeze(true)));
        return network;
    }

    private static INDArray batch(ModelGraph model, TrainingExamples examples) {
        List<Integer> sizes = model.inputShape().dimensions();
        return Nd4j.create(examples.images(), new long[] {BATCH, sizes.get(0), sizes.get(1), sizes.get(2)}, 'c');
    }

    private static INDArray labels(ModelGraph model, TrainingExamples examples) {
        int classes = model.outputShape().elements();
        float[] rows = new float[BATCH * classes];
        for (int n = 0; n < BATCH; n++) {
            rows[n * classes + examples.labels()[n]] = 1f;
        }
        return Nd4j.create(rows, new long[] {BATCH, classes}, 'c');
    }

    @ParameterizedTest
    @EnumSource(TrainedNet.class)
    void gradientsOfTheWeightsAreThoseOfTheGraph(TrainedNet net) {
        ModelGraph model = net.model(3);
        TrainingExamples examples = new GeneratedExamples(model, BATCH, 2, false).batch(0);
        TrainingNetwork network = floatNetwork(model);
        ComputationGraph graph = network.network();
        graph.setInputs(batch(model, examples));
        graph.setLabels(labels(model, examples));
        graph.computeGradientAndScore();
        for (ConvolutionPart part : network.convolutions()) {
            float[] gradient = part.layout()
                    .read(graph.gradient().getGradientFor(part.convolution().name() + "_W"));
            String constant = part.convolution().constants().get(0);
            // a stride without a common divisor with kernels and channels: every place of the kernel has its turn
            for (int i = 0; i < gradient.length; i += gradient.length > 100 ? 7 : 1) {
                double expected = slope(model, constant, i, examples);
                assertThat((double) gradient[i])
                        .as("%s[%d]", constant, i)
                        .isCloseTo(expected, within(1e-4 + 1e-3 * Math.abs(expected)));
            }
        }
    }
}
