package org.mindpress.engine.mindir;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.mindpress.engine.data.ChannelOrder;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.quant.BiasQuantizer;
import org.mindpress.engine.quant.LayerMatcher;
import org.mindpress.engine.quant.LayerPolicy;
import org.mindpress.engine.quant.LayerSettings;
import org.mindpress.engine.quant.PolicyRule;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;
import org.mindpress.engine.quant.RangeSide;
import org.mindpress.engine.quant.WeightCodes;
import org.mindpress.engine.quant.WeightQuantizer;

/** Quantised models for tests: plausible random parameters on small nets, no calibration. */
public final class QuantizedNets {
    private static final float WEIGHT_STEPS = 1024;

    private QuantizedNets() {}

    /** A net with a square RGB input, quantised with random scales and zero points. */
    public static QuantizedModel of(ModelGraph graph, long seed) {
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        QuantizationPlan plan = QuantizationPlan.derive(folded, LayerPolicy.DEFAULT);
        return with(folded, plan, parameters(plan, seed));
    }

    /** The same net with some convolutions kept in float. */
    public static QuantizedModel withFloatIslands(ModelGraph graph, long seed, String... layers) {
        ModelGraph folded = BatchNormalizationFolding.fold(graph);
        QuantizationPlan plan = QuantizationPlan.derive(folded, keepingFloat(layers));
        return with(folded, plan, parameters(plan, seed));
    }

    /** The same, with sums that are exact in float32: see {@link #withExactFloatIslands(QuantizedModel)}. */
    public static QuantizedModel withExactFloatIslands(ModelGraph graph, long seed, String... layers) {
        return withExactFloatIslands(withFloatIslands(graph, seed, layers));
    }

    /**
     * A model with layers in float, changed a little so that their sums are exact in float32 and every order of additions gives one
     * result: their weights and biases become whole multiples of a small power of two, the scales that they read powers of two, not
     * smaller than before.
     */
    public static QuantizedModel withExactFloatIslands(QuantizedModel model) {
        QuantizationPlan plan = model.plan();
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>(model.parameters());
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.convolutions()) {
            if (plan.isFloatIsland(group.layer())) {
                String point = plan.pointOf(group.inputs().get(0)).name();
                parameters.computeIfPresent(
                        point,
                        (name, found) -> new QuantizationParameters(powerOfTwoFrom(found.scale()), found.zeroPoint()));
                Node node = model.graph().node(group.layer()).orElseThrow();
                node.constants()
                        .forEach(constant ->
                                constants.put(constant, rounded(model.graph().constant(constant))));
            }
        }
        return with(model.graph().withConstants(constants), plan, parameters);
    }

    private static float powerOfTwoFrom(float scale) {
        float below = Math.scalb(1f, Math.getExponent(scale));
        return below == scale ? scale : 2 * below;
    }

    private static FloatTensor rounded(FloatTensor values) {
        float[] rounded = values.toArray();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) Math.rint(rounded[i] * WEIGHT_STEPS) / WEIGHT_STEPS;
        }
        return FloatTensor.of(values.dimensions(), rounded);
    }

    /** The default policy, but for these layers. */
    public static LayerPolicy keepingFloat(String... layers) {
        return new LayerPolicy(
                LayerSettings.DEFAULT,
                Stream.of(layers)
                        .map(layer -> PolicyRule.keepingFloat(new LayerMatcher.Glob(layer)))
                        .toList());
    }

    private static Map<String, QuantizationParameters> parameters(QuantizationPlan plan, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, QuantizationParameters> parameters = new LinkedHashMap<>();
        for (QuantizationPoint point : plan.points()) {
            boolean oneSided = point.side() != RangeSide.TWO_SIDED;
            float scale = (float) (0.02 + 0.02 * random.nextDouble());
            parameters.put(point.name(), new QuantizationParameters(scale, oneSided ? -128 : random.nextInt(-20, 20)));
        }
        return parameters;
    }

    /** A net with sums beyond 2^24 on images that are not negative: the verification file splits its second convolution. */
    public static QuantizedModel wide() {
        return ExportedFilesTest.wide();
    }

    /** A folded graph with given parameters of its points; weights are quantised by their largest magnitudes. */
    public static QuantizedModel with(
            ModelGraph folded, QuantizationPlan plan, Map<String, QuantizationParameters> parameters) {
        Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.integerConvolutions()) {
            Node node = folded.node(group.layer()).orElseThrow();
            float[] weights = folded.constant(node.constants().get(0)).toArray();
            float[] bias = folded.constant(node.constants().get(1)).toArray();
            WeightCodes codes = WeightQuantizer.of(plan.settings(group.layer())).quantize(weights, bias.length);
            QuantizationParameters input =
                    parameters.get(plan.pointOf(group.inputs().get(0)).name());
            for (int channel = 0; input != null && channel < bias.length; channel++) {
                bias[channel] = BiasQuantizer.canonical(bias[channel], input.scale(), codes.scale(channel));
            }
            convolutions.put(group.layer(), QuantizedConvolution.of(codes, bias));
        }
        int size = folded.inputShape().height();
        float[] half = {0.5f, 0.5f, 0.5f};
        InputSpecification input = InputSpecification.of(ChannelOrder.RGB, size, size, half, half);
        return new QuantizedModel(folded, plan, convolutions, parameters, input);
    }

    /** The images of {@link #images} with doubled magnitudes: they drive the sums of {@link #wide} beyond 2^24. */
    public static float[] positiveImages(QuantizedModel model, int count, long seed) {
        float[] images = images(model, count, seed);
        for (int i = 0; i < images.length; i++) {
            images[i] = 2 * Math.abs(images[i]);
        }
        return images;
    }

    /** Normally distributed images, some values far outside. */
    public static float[] images(QuantizedModel model, int count, long seed) {
        java.util.Random random = new java.util.Random(seed);
        float[] images = new float[count * model.graph().inputShape().elements()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian() * (random.nextInt(50) == 0 ? 8 : 1);
        }
        return images;
    }
}
