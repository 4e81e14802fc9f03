package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.WeightCodes;
import org.mindpress.engine.quant.WeightQuantizer;

class TrainingNetworkTest {
    private static final Clock STOPPED = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private static TrainingStart start(ModelGraph model, Granularity granularity, long steps) {
        LayerSettings defaults = LayerSettings.DEFAULT;
        LayerSettings settings = new LayerSettings(
                granularity,
                8,
                defaults.observer(),
                defaults.activationDelay(),
                defaults.batchNormalizationFreeze(),
                defaults.observerFreeze());
        QuantizationPlan plan = QuantizationPlan.derive(model, new LayerPolicy(settings, List.of()))
                .inSteps(100, steps);
        return new TrainingStart(model, plan, QuantizationState.initial(plan));
    }

    private static TrainingSession session(ModelGraph model, Granularity granularity, long steps) {
        return TrainingSession.start(
                start(model, granularity, steps),
                TrainingSettings.ofSteps(steps).withLearningRate(0.02));
    }

    @ParameterizedTest
    @EnumSource(TrainedNet.class)
    void floatLogitsAreThoseOfTheGraph(TrainedNet net) {
        ModelGraph model = net.model(3);
        TrainingNetwork network = session(model, Granularity.PER_CHANNEL, 5).network();
        network.quantizeWeights(false);
        float[] images = new GeneratedExamples(model, 3, 2, false).batch(0).images();
        float[] logits = network.predict(images, 3);
        int perImage = model.inputShape().elements();
        int classes = model.outputShape().elements();
        for (int n = 0; n < 3; n++) {
            double[] expected =
                    PlainEvaluation.logits(model, Arrays.copyOfRange(images, n * perImage, (n + 1) * perImage));
            for (int c = 0; c < classes; c++) {
                assertThat((double) logits[n * classes + c]).isCloseTo(expected[c], within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TrainedNet.class)
    void everyPointOfThePlanHasARangeAfterOneStep(TrainedNet net) {
        ModelGraph model = net.model(3);
        TrainingStart start = start(model, Granularity.PER_CHANNEL, 5);
        TrainingSession session = TrainingSession.start(start, TrainingSettings.ofSteps(5));
        session.run(new GeneratedExamples(model, 8, 2, false), new RecordingHost(1), STOPPED);
        assertThat(session.result().state().points().keySet())
                .containsExactlyElementsOf(start.state().points().keySet());
        assertThat(session.result().state().points().values())
                .allSatisfy(point -> assertThat(point.range()).isPresent());
    }

    @ParameterizedTest
    @EnumSource(TrainedNet.class)
    void modelAndNetworkCarryTheSameWeightsBothWays(TrainedNet net) {
        ModelGraph model = net.model(4);
        assertThat(session(model, Granularity.PER_CHANNEL, 5).result().model().constants())
                .isEqualTo(model.constants());
    }

    @Test
    void convolutionsRunOnOneDnn() {
        TrainingNetwork network =
                session(ExampleNets.residual(1), Granularity.PER_CHANNEL, 5).network();
        network.convolutions().forEach(part -> {
            ConvolutionLayer layer = (ConvolutionLayer)
                    network.network().getLayer(part.convolution().name());
            assertThat(layer.getHelper()).isInstanceOf(MKLDNNConvHelper.class);
        });
    }

    /** Codes of all convolutions as the last forward pass of a training step saw them, and as folding the model finds them. */
    private static int differingCodes(TrainingSession session, GeneratedExamples examples, long step) {
        List<float[]> before = session.network().convolutions().stream()
                .map(part -> part.weight(session.network().network()))
                .toList();
        ModelGraph weightsOfTheStep = session.network().model();
        session.run(examples, new RecordingHost(1), STOPPED);
        // the grids still hold the gains of that step; the statistics behind them have moved on unless frozen
        ModelGraph moved = session.network().model();
        int differing = 0;
        for (int i = 0; i < before.size(); i++) {
            ConvolutionPart part = session.network().convolutions().get(i);
            WeightCodes seen = part.grid().codes(before.get(i));
            String layer = part.convolution().name();
            ModelGraph exported = withStatisticsOf(weightsOfTheStep, moved);
            float[] folded = BatchNormalizationFolding.fold(exported)
                    .constant(layer + ".weight")
                    .toArray();
            WeightCodes later = new WeightQuantizer(seen.granularity(), 127)
                    .quantize(
                            folded,
                            exported.constant(part.convolution().constants().get(0))
                                    .dimension(0));
            for (int k = 0; k < seen.size(); k++) {
                differing += seen.code(k) == later.code(k) ? 0 : 1;
            }
        }
        assertThat(session.step()).isEqualTo(step + 1);
        return differing;
    }

    /** Weights and scale parameters of one moment with the running variances of another. */
    private static ModelGraph withStatisticsOf(ModelGraph weights, ModelGraph statistics) {
        Map<String, FloatTensor> constants = new HashMap<>();
        statistics.constants().forEach((name, value) -> {
            if (name.endsWith("running_var") || name.endsWith("running_mean")) {
                constants.put(name, value);
            }
        });
        return weights.withConstants(constants);
    }

    @ParameterizedTest
    @EnumSource(Granularity.class)
    void onceBatchNormIsFrozenTheFoldedCodesAreThoseOfTheForwardPass(Granularity granularity) {
        int before = differingBeforeTheFreeze(TrainedNet.RESIDUAL, granularity);
        // before the freeze the statistics move within the step: the grid that training saw is not quite the exported
        // one
        if (granularity == Granularity.PER_TENSOR) {
            assertThat(before).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Granularity.class)
    void theSameHoldsForDepthwiseConvolutions(Granularity granularity) {
        differingBeforeTheFreeze(TrainedNet.DEPTHWISE, granularity);
        differingBeforeTheFreeze(TrainedNet.DEPTHWISE_MULTIPLIED, granularity);
    }

    private static int differingBeforeTheFreeze(TrainedNet net, Granularity granularity) {
        ModelGraph model = net.model(6);
        GeneratedExamples examples = new GeneratedExamples(model, 16, 8, false);
        TrainingSession session = session(model, granularity, 20);
        int before = 0;
        for (long step = 0; step < 20; step++) {
            int differing = differingCodes(session, examples, step);
            if (step < 6) {
                before += differing;
            } else {
                assertThat(differing)
                        .as("step %d, %s, %s", step, net, granularity)
                        .isZero();
            }
        }
        return before;
    }

    @ParameterizedTest
    @EnumSource(TrainedNet.class)
    void trainedLogitsAreThoseOfTheFoldedModelWithRoundedWeights(TrainedNet net) {
        ModelGraph model = net.model(6);
        TrainingSession session = session(model, Granularity.PER_CHANNEL, 10);
        GeneratedExamples examples = new GeneratedExamples(model, 16, 8, false);
        session.run(examples, RecordingHost.patient(), STOPPED);
        session.network().points().values().forEach(point -> point.quantize(false));
        float[] images = examples.batch(50).images();
        float[] logits = session.predict(images, 16);
        ModelGraph folded = BatchNormalizationFolding.fold(session.result().model());
        ModelGraph rounded = RoundedWeights.of(folded, 127);
        double[] expected = PlainEvaluation.logits(
                rounded, Arrays.copyOf(images, model.inputShape().elements()));
        for (int c = 0; c < expected.length; c++) {
            assertThat((double) logits[c]).isCloseTo(expected[c], within(1e-4));
        }
    }

    @ParameterizedTest
    @CsvSource({"RESIDUAL, stem.conv", "DEPTHWISE, features.0.depthwise.conv"})
    void theUpdateLandsOnTheFloatWeights(TrainedNet net, String layer) {
        ModelGraph model = net.model(2);
        TrainingSession session = session(model, Granularity.PER_CHANNEL, 5);
        session.run(new GeneratedExamples(model, 16, 8, false), new RecordingHost(1), STOPPED);
        float[] before = model.constant(layer + ".weight").toArray();
        float[] after = session.result().model().constant(layer + ".weight").toArray();
        double largest = 0;
        for (int i = 0; i < before.length; i++) {
            largest = Math.max(largest, Math.abs(after[i] - before[i]));
        }
        // a step of one thousandth of the weights' own size, far below the step of the grid
        assertThat(largest).isBetween(1e-7, 0.05);
        assertThat(after).isNotEqualTo(before);
    }
}
