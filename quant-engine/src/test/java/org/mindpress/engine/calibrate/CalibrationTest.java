package org.mindpress.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.calibrate.CalibrationProgress.Phase;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.ObserverKind;
import org.mindpress.engine.quant.PointState;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/** What calibration promises, on small nets computed in plain Java. */
class CalibrationTest {
    private static final CalibrationSettings SMALL = new CalibrationSettings(120, 4, 100, 64 << 20, 1);
    private static final CalibrationImages IMAGES = GeneratedImages.of(120, 8, 1);

    static Stream<ModelGraph> nets() {
        return Stream.of(ExampleNets.residual(1), ExampleNets.bottleneck(2), ExampleNets.depthwise(3));
    }

    private static QuantizationPlan plan(ModelGraph graph) {
        return QuantizationPlan.derive(graph, LayerPolicy.DEFAULT).inSteps(10, 100);
    }

    private static CalibrationInputs inputs(ModelGraph graph, CalibrationImages images) {
        QuantizationPlan plan = plan(graph);
        return new CalibrationInputs(
                graph, plan, QuantizationState.initial(plan), images, GeneratedImages.specification(8));
    }

    private static CalibrationResult run(CalibrationSettings settings, CalibrationInputs inputs) {
        return new Calibration(settings, PlainActivations.FACTORY).run(inputs, CalibrationListener.NONE);
    }

    private static void assertSame(CalibrationResult actual, CalibrationResult expected) {
        assertThat(actual.model().convolutions()).isEqualTo(expected.model().convolutions());
        assertThat(actual.model().parameters()).isEqualTo(expected.model().parameters());
        assertThat(actual.model().graph().constants())
                .isEqualTo(expected.model().graph().constants());
        assertThat(actual.state()).isEqualTo(expected.state());
        assertThat(actual.points()).isEqualTo(expected.points());
        assertThat(actual.biases()).isEqualTo(expected.biases());
    }

    @ParameterizedTest
    @MethodSource("nets")
    void theResultDependsNeitherOnIterationsNorOnMemoryNorOnThreads(ModelGraph net) {
        CalibrationResult once = run(SMALL, inputs(net, IMAGES));
        for (CalibrationSettings other : List.of(
                new CalibrationSettings(120, 1, 100, 64 << 20, 1),
                new CalibrationSettings(120, 120, 100, 64 << 20, 3),
                new CalibrationSettings(120, 7, 100, 1, 2))) {
            assertSame(run(other, inputs(net, IMAGES)), once);
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void everyPointGetsTheCheapestRangeAndLogitsAreNeverClipped(ModelGraph net) {
        CalibrationResult result = run(SMALL, inputs(net, IMAGES));
        assertThat(result.points()).hasSameSizeAs(result.model().plan().points());
        for (PointReport point : result.points()) {
            boolean logits = point.point().equals("fc");
            assertThat(point.source()).isEqualTo(RangeSource.SEARCHED);
            assertThat(point.choice().chosen())
                    .isEqualTo(logits ? ObserverKind.MIN_MAX : ObserverKind.MEAN_SQUARED_ERROR);
            assertThat(point.choice().candidates()).hasSize(4);
            assertThat(point.histogram().counts()).hasSizeLessThanOrEqualTo(PointReport.BINS);
            assertThat(point.parameters()).isEqualTo(result.model().parametersOf(point.point()));
            if (logits) {
                assertThat(point.range().low())
                        .isLessThanOrEqualTo(point.histogram().minimum());
                assertThat(point.range().high())
                        .isGreaterThanOrEqualTo(point.histogram().maximum());
            } else {
                assertThat(point.cost())
                        .isEqualTo(point.choice()
                                .candidate(ObserverKind.MEAN_SQUARED_ERROR)
                                .cost());
            }
        }
        assertThat(result.state().points().values()).allSatisfy(point -> {
            assertThat(point.frozen()).isTrue();
            assertThat(point.count()).isEqualTo(120);
            assertThat(point.delayStepsLeft()).isZero();
        });
    }

    @Test
    void batchNormFoldedBeforeGivesTheSameNumbers() {
        ModelGraph net = ExampleNets.residual(4);
        ModelGraph folded = BatchNormalizationFolding.fold(net);
        assertSame(run(SMALL, inputs(folded, IMAGES)), run(SMALL, inputs(net, IMAGES)));
    }

    @Test
    void iterationsReportRangesThatGrow() {
        List<CalibrationProgress> heard = new ArrayList<>();
        new Calibration(SMALL, PlainActivations.FACTORY).run(inputs(ExampleNets.residual(5), IMAGES), heard::add);
        List<CalibrationProgress> ends =
                heard.stream().filter(progress -> !progress.ranges().isEmpty()).toList();
        assertThat(ends).extracting(CalibrationProgress::done).containsExactly(30, 60, 90, 120);
        for (int i = 1; i < ends.size(); i++) {
            ActivationRange before = ends.get(i - 1).ranges().get("stem.conv");
            ActivationRange after = ends.get(i).ranges().get("stem.conv");
            assertThat(after.high()).isGreaterThanOrEqualTo(before.high());
        }
        assertThat(heard).extracting(CalibrationProgress::phase).contains(Phase.OBSERVE, Phase.SEARCH, Phase.CORRECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OBSERVE", "SEARCH", "CORRECT"})
    void throwingFromTheListenerCancels(String phase) {
        Calibration calibration = new Calibration(SMALL.withThreads(2), PlainActivations.FACTORY);
        assertThatThrownBy(() -> calibration.run(inputs(ExampleNets.residual(6), IMAGES), progress -> {
                    if (progress.phase() == Phase.valueOf(phase)) {
                        throw new CancellationException(phase);
                    }
                }))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void fewImagesAreRefusedAndNotManyRaiseAWarning() {
        ModelGraph net = ExampleNets.depthwise(7);
        assertThatThrownBy(() -> run(SMALL, inputs(net, GeneratedImages.of(0, 8, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the calibration set is empty");
        assertThatThrownBy(() -> run(SMALL, inputs(net, GeneratedImages.of(99, 8, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99 images")
                .hasMessageContaining("at least 100");
        assertThat(run(SMALL, inputs(net, GeneratedImages.of(110, 8, 1))).notes())
                .anyMatch(note -> note.startsWith("warning: 110"))
                .anyMatch(note -> note.contains("120 were asked for"));
        assertThatThrownBy(() -> new CalibrationSettings(99, 100, 500, 1, 0))
                .hasMessageContaining("images=99")
                .hasMessageContaining("iterations=100")
                .hasMessageContaining("biasImages=500")
                .hasMessageContaining("threads=0");
    }

    @Test
    void nanInAnImageIsNamed() {
        CalibrationImages images = new CalibrationImages() {
            @Override
            public int count() {
                return 120;
            }

            @Override
            public void fill(int index, float[] target) {
                IMAGES.fill(index, target);
                target[5] = index == 17 ? Float.NaN : target[5];
            }
        };
        assertThatThrownBy(() -> run(SMALL.withThreads(2), inputs(ExampleNets.residual(8), images)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("calibration image 17: value 5 of 192 is not finite: NaN");
    }

    private static QuantizationState trained(QuantizationPlan plan, Map<String, ActivationRange> ranges) {
        QuantizationState fresh = QuantizationState.initial(plan);
        Map<String, PointState> points = new LinkedHashMap<>(fresh.points());
        ranges.forEach((point, range) ->
                points.put(point, new PointState(Optional.of(range), ObserverKind.MOVING_AVERAGE, 55, true, 0)));
        return new QuantizationState(
                450, points, fresh.granularities(), fresh.weightBits(), fresh.batchNormalizationFrozen());
    }

    @Test
    void trainedRangesAreKeptMissingOnesFilledAndLogitsWidened() {
        ModelGraph net = ExampleNets.residual(9);
        QuantizationPlan plan = plan(net);
        ActivationRange stem = new ActivationRange(0f, 3.25f);
        QuantizationState state = trained(plan, Map.of("stem.conv", stem, "fc", new ActivationRange(-0.01f, 0.01f)));
        CalibrationResult result =
                run(SMALL, new CalibrationInputs(net, plan, state, IMAGES, GeneratedImages.specification(8)));
        assertThat(result.state().globalStep()).isEqualTo(450);
        assertThat(result.state().point("stem.conv").range()).contains(stem);
        assertThat(result.state().point("stem.conv").observer()).isEqualTo(ObserverKind.MOVING_AVERAGE);
        assertThat(result.state().point("stem.conv").count()).isEqualTo(55);
        assertThat(result.state().point("body.0.a.conv").observer()).isEqualTo(ObserverKind.MEAN_SQUARED_ERROR);
        PointReport logits = result.points().get(result.points().size() - 1);
        assertThat(logits.range().high())
                .isGreaterThanOrEqualTo(logits.histogram().maximum());
        assertThat(logits.range().low()).isLessThanOrEqualTo(logits.histogram().minimum());
        assertThat(result.notes())
                .anyMatch(note -> note.contains("2 of 10 kept from training"))
                .anyMatch(note -> note.contains("logits are never clipped"))
                .anyMatch(note -> note.contains("needs a validation"));
        assertThat(result.biasesCorrected()).isFalse();
    }

    @ParameterizedTest(name = "correction gains {0}")
    @ValueSource(doubles = {-0.01, 0, 0.01})
    void correctedBiasesStayUnlessValidationIsWorse(double gain) {
        ModelGraph net = ExampleNets.residual(10);
        QuantizationPlan plan = plan(net);
        QuantizationState state = trained(plan, Map.of("stem.conv", new ActivationRange(0f, 1.5f)));
        List<QuantizedModel> asked = new ArrayList<>();
        CalibrationResult result = run(
                SMALL,
                new CalibrationInputs(net, plan, state, IMAGES, GeneratedImages.specification(8), Optional.of(model -> {
                    asked.add(model);
                    return asked.size() == 1 ? 0.9 : 0.9 + gain;
                })));
        assertThat(result.validation()).contains(new ValidationComparison(0.9, 0.9 + gain));
        assertThat(result.biasesCorrected()).isEqualTo(gain >= 0);
        assertThat(result.model()).isSameAs(asked.get(gain >= 0 ? 1 : 0));
        assertThat(asked.get(0).convolution("fc").weight())
                .isEqualTo(asked.get(1).convolution("fc").weight());
        assertThat(asked.get(0).convolutions()).isNotEqualTo(asked.get(1).convolutions());
        assertThat(result.notes().stream().anyMatch(note -> note.contains("rejected")))
                .isEqualTo(gain < 0);
    }

    @Test
    void outputRangesGrowUntilEveryMultiplierIsBelowOne() {
        ModelGraph net = ExampleNets.residual(11);
        QuantizationPlan plan = plan(net);
        ActivationRange tiny = new ActivationRange(-0.001f, 0.001f);
        QuantizationState state = trained(plan, Map.of("body.0.b.conv", tiny, "body.1.down.conv", tiny));
        CalibrationResult result =
                run(SMALL, new CalibrationInputs(net, plan, state, IMAGES, GeneratedImages.specification(8)));
        QuantizedModel model = result.model();
        for (QuantizationGroup group : model.plan().convolutions()) {
            QuantizedConvolution numbers = model.convolution(group.layer());
            float input = model.inputParametersOf(group.layer(), 0).scale();
            for (int channel = 0; channel < numbers.outputChannels(); channel++) {
                float product = input * numbers.weight().scale(channel);
                assertThat((double) product / model.parametersOf(group.layer()).scale())
                        .isLessThan(1);
            }
        }
        assertThat(result.notes().stream().filter(note -> note.contains("L22"))).hasSize(2);
        assertThat(result.state().point("body.0.b.conv").range().orElseThrow().high())
                .isGreaterThan(0.001f)
                .isLessThan(3f);
    }

    @Test
    void aHugeBiasRaisesTheScaleOfItsChannelOnly() {
        ModelGraph net = ExampleNets.residual(12);
        float[] bias = net.constant("fc.bias").toArray();
        float[] weight = net.constant("fc.weight").toArray();
        int row = weight.length / bias.length;
        for (int i = 0; i < row; i++) {
            weight[2 * row + i] *= 1e-9f;
        }
        bias[2] = 4;
        ModelGraph odd = net.withConstants(Map.of(
                "fc.bias",
                FloatTensor.vector(bias),
                "fc.weight",
                FloatTensor.of(net.constant("fc.weight").dimensions(), weight)));
        QuantizedModel model = run(SMALL, inputs(odd, IMAGES)).model();
        float input = model.inputParametersOf("fc", 0).scale();
        QuantizedConvolution numbers = model.convolution("fc");
        assertThat(numbers.biasCodes(input)[2]).isBetween(1 << 28, 1 << 29);
        assertThat(numbers.bias()[2]).isCloseTo(4, within(1e-2f));
    }

    @Test
    void aLayerKeptInFloatKeepsItsConstantsAndTheOthersDoNot() {
        ModelGraph graph = ExampleNets.residual(13);
        QuantizationPlan plan = QuantizationPlan.derive(
                        graph,
                        new LayerPolicy(
                                LayerSettings.DEFAULT,
                                List.of(PolicyRule.keepingFloat(new LayerMatcher.Glob("body.1.**")))))
                .inSteps(10, 100);
        CalibrationResult result = run(
                SMALL,
                new CalibrationInputs(
                        graph, plan, QuantizationState.initial(plan), IMAGES, GeneratedImages.specification(8)));
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        QuantizedModel model = result.model();
        assertThat(model.convolutions().keySet()).containsExactly("stem.conv", "body.0.a.conv", "body.0.b.conv", "fc");
        for (QuantizationGroup group : plan.convolutions()) {
            boolean kept = folded.node(group.layer()).orElseThrow().constants().stream()
                    .allMatch(constant -> model.graph().constant(constant).equals(folded.constant(constant)));
            assertThat(kept).as(group.layer()).isEqualTo(plan.isFloatIsland(group.layer()));
        }
        assertThat(result.biases())
                .extracting(BiasReport::layer)
                .containsExactlyElementsOf(model.convolutions().keySet());
        assertThat(model.parameters()).containsKeys("body.1.a.conv", "body.1.add");
    }

    @Test
    void theGraphCarriesTheQuantizedConstants() {
        QuantizedModel model =
                run(SMALL, inputs(ExampleNets.bottleneck(13), IMAGES)).model();
        QuantizedConvolution numbers = model.convolution("stem.conv");
        assertThat(model.graph().constant("stem.conv.weight").toArray())
                .isEqualTo(numbers.weight().real(numbers.outputChannels()));
        assertThat(model.graph().constant("stem.conv.bias").toArray()).isEqualTo(numbers.bias());
    }
}
