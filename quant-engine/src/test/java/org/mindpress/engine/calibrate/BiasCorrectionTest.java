package org.mindpress.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ExampleNets;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.quant.Granularity;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.ObserverKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.TrainingMoment;

/** Laws of sequential bias correction. */
class BiasCorrectionTest {
    private static final CalibrationSettings SETTINGS = new CalibrationSettings(150, 3, 150, 64 << 20, 2);

    private static LayerPolicy bits(int bits) {
        return new LayerPolicy(
                new LayerSettings(
                        Granularity.PER_TENSOR,
                        bits,
                        ObserverKind.MIN_MAX,
                        TrainingMoment.ofSteps(0),
                        TrainingMoment.ofSteps(0),
                        TrainingMoment.ofSteps(0)),
                List.of());
    }

    private static CalibrationResult calibrate(ModelGraph graph, CalibrationImages images, LayerPolicy policy) {
        QuantizationPlan plan = QuantizationPlan.derive(graph, policy);
        return new Calibration(SETTINGS, PlainActivations.FACTORY)
                .run(
                        new CalibrationInputs(
                                graph,
                                plan,
                                QuantizationState.initial(plan),
                                images,
                                GeneratedImages.specification(graph.inputShape().height())),
                        CalibrationListener.NONE);
    }

    @ParameterizedTest(name = "bits={0}")
    @ValueSource(ints = {3, 4, 8})
    void theMeanOutputErrorFallsOnTheSameImages(int bits) {
        CalibrationResult result = calibrate(ExampleNets.residual(1), GeneratedImages.of(150, 8, 2), bits(bits));
        assertThat(result.biases()).hasSize(7);
        assertThat(result.biases())
                .allSatisfy(layer -> assertThat(layer.errorAfter()).isLessThanOrEqualTo(layer.errorBefore()));
        assertThat(result.biases().stream().mapToDouble(BiasReport::errorAfter).sum())
                .isLessThan(0.5
                        * result.biases().stream()
                                .mapToDouble(BiasReport::errorBefore)
                                .sum());
    }

    /** One convolution with the given weights, no bias, no activation, behind 3 x 4 x 4 images. */
    private static ModelGraph single(float[] weights, int outputs) {
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        constants.put("w", FloatTensor.of(List.of(outputs, 3, 3, 3), weights));
        return new ModelGraph(
                "single",
                "input",
                Shape.of(3, 4, 4),
                List.of(new Node(
                        "conv",
                        Operator.CONVOLUTION,
                        List.of("input", "w"),
                        new Attributes.Convolution(Window.square(3, 1, 1), 1))),
                constants,
                "out");
    }

    /** Multiples of 1/128 that hold both -1 and 127/128, so that min-max gives scale 1/128 and zero point 0. */
    private static CalibrationImages exactImages() {
        return new CalibrationImages() {
            @Override
            public int count() {
                return 150;
            }

            @Override
            public void fill(int index, float[] target) {
                Random random = new Random(index);
                for (int i = 0; i < target.length; i++) {
                    target[i] = (random.nextInt(256) - 128) / 128f;
                }
                target[0] = -1f;
                target[1] = 127 / 128f;
            }
        };
    }

    @Test
    void nothingChangesWhereEverythingIsRepresentable() {
        Random random = new Random(3);
        float[] weights = new float[2 * 27];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (random.nextInt(255) - 127) / 128f;
        }
        weights[0] = 127 / 128f;
        weights[27] = -127 / 128f;
        CalibrationResult result = calibrate(single(weights, 2), exactImages(), bits(8));
        BiasReport report = result.biases().get(0);
        assertThat(report.errorBefore()).isZero();
        assertThat(report.corrected()).isZero();
        assertThat(result.model().convolution("conv").bias()).containsExactly(0f, 0f);
    }

    @Test
    void aZeroBiasIsCorrectedToo() {
        float[] weights = new float[27];
        Arrays.fill(weights, 0.3f);
        weights[0] = 1f;
        // 2 bits: codes -1, 0, 1; the weight 0.3 becomes 0, and images with a positive mean lose output
        CalibrationImages bright = new CalibrationImages() {
            @Override
            public int count() {
                return 150;
            }

            @Override
            public void fill(int index, float[] target) {
                Random random = new Random(index);
                for (int i = 0; i < target.length; i++) {
                    target[i] = random.nextFloat();
                }
            }
        };
        CalibrationResult result = calibrate(single(weights, 1), bright, bits(2));
        assertThat(result.biases().get(0).corrected()).isEqualTo(1);
        assertThat(result.model().convolution("conv").bias()[0]).isGreaterThan(1f);
        assertThat(result.biases().get(0).errorAfter())
                .isLessThan(result.biases().get(0).errorBefore() * 1e-3);
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3})
    void meansFromTapSumsAreTheMeansOfTheOutput(long seed) {
        for (ModelGraph net :
                List.of(ExampleNets.residual(seed), ExampleNets.bottleneck(seed), ExampleNets.depthwise(seed))) {
            QuantizedModel model = calibrate(net, GeneratedImages.of(150, 8, seed), LayerPolicy.DEFAULT)
                    .model();
            CodeExecution execution = new CodeExecution(model.graph(), model::parametersOf);
            for (QuantizationGroup group : model.plan().convolutions()) {
                Node node = model.graph().node(group.layer()).orElseThrow();
                Shape from = model.graph().shapeOf(node.dataInputs().get(0));
                Shape to = model.graph().shapeOf(node.name());
                byte[] codes = new byte[from.elements()];
                new Random(seed).nextBytes(codes);
                QuantizedConvolution numbers = model.convolution(group.layer());
                QuantizationParameters in = model.inputParametersOf(group.layer(), 0);
                float[] real = new float[codes.length];
                for (int i = 0; i < real.length; i++) {
                    real[i] = in.real(codes[i]);
                }
                float[] out = new float[to.elements()];
                new ImageConvolution(node.convolution(), from, to)
                        .accumulate(real, numbers.weight().real(numbers.outputChannels()), out);
                double[] means = execution.outputMeans(group, codes, numbers);
                int area = to.height() * to.width();
                byte[] result = execution.convolution(group, codes, numbers);
                for (int channel = 0; channel < means.length; channel++) {
                    double sum = 0;
                    for (int i = channel * area; i < (channel + 1) * area; i++) {
                        sum += out[i];
                        float exact = out[i] + numbers.bias()[channel];
                        float clipped = group.activation().isEmpty()
                                ? exact
                                : Math.min(
                                        group.activation().get() == Operator.RELU6 ? 6f : exact, Math.max(0f, exact));
                        assertThat((int) result[i])
                                .isCloseTo(model.parametersOf(group.layer()).code(clipped), within(1));
                    }
                    assertThat(means[channel]).isCloseTo(sum / area + numbers.bias()[channel], within(1e-4));
                }
            }
        }
    }

    @Test
    void frontsInFilesHoldWhatFrontsInMemoryHold() {
        List<byte[]> expected = new ArrayList<>();
        for (boolean inMemory : new boolean[] {true, false}) {
            try (CodeFront front = new CodeFront(3, inMemory)) {
                front.open("a", 4);
                front.open("b", 2);
                front.put("a", 2, new byte[] {9, 8, 7, 6});
                front.put("b", 0, new byte[] {1, 2});
                front.put("a", 0, new byte[] {-1, -2, -3, -4});
                front.drop("b");
                expected.add(front.get("a", 0));
                expected.add(front.get("a", 2));
            }
        }
        assertThat(expected.get(0)).isEqualTo(expected.get(2)).containsExactly(-1, -2, -3, -4);
        assertThat(expected.get(1)).isEqualTo(expected.get(3)).containsExactly(9, 8, 7, 6);
    }

    @Test
    void theFrontHoldsWhatLaterLayersRead() {
        ModelGraph folded = BatchNormalizationFolding.fold(ExampleNets.residual(1));
        QuantizationPlan plan = QuantizationPlan.derive(folded, bits(8));
        Fronts fronts = Fronts.of(folded, plan);
        assertThat(fronts.lastReadBy("body.0.add")).containsExactlyInAnyOrder("stem.conv", "body.0.b.conv");
        assertThat(fronts.isRead("logits")).isFalse();
        // the stem (8 x 8 x 8), waiting for the Add, and input and output of body.0.b.conv
        assertThat(fronts.largestBytes()).isEqualTo(3 * 512);
    }
}
