package org.mindpress.engine.calibrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.BiasQuantizer;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationPoint;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.WeightCodes;
import org.mindpress.engine.quant.WeightQuantizer;

/**
 * Quantises the weights of a folded graph, layer by layer in topological order, within the limits of the device: bias codes below 2^29
 * (L13 with margin), sums below 2^31 (L21), multipliers below 1 (L22). Where a limit binds, a weight scale grows or an output range is
 * widened, as little as it takes, and a note says so.
 */
final class LayerNumbers {
    private static final double LARGEST_SUM = 1L << 31;

    private final ModelGraph graph;
    private final QuantizationPlan plan;
    private final Map<String, ActivationRange> ranges;
    private final List<String> notes = new ArrayList<>();

    private LayerNumbers(ModelGraph graph, QuantizationPlan plan, Map<String, ActivationRange> ranges) {
        this.graph = graph;
        this.plan = plan;
        this.ranges = new LinkedHashMap<>(ranges);
    }

    /**
     * Quantises all layers.
     *
     * @param ranges by point, in plan order
     * @param notes receives what had to give way
     */
    static ModelNumbers quantize(
            ModelGraph folded, QuantizationPlan plan, Map<String, ActivationRange> ranges, List<String> notes) {
        LayerNumbers numbers = new LayerNumbers(folded, plan, ranges);
        Map<String, QuantizedConvolution> convolutions = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.integerConvolutions()) {
            convolutions.put(group.layer(), numbers.quantize(group));
        }
        notes.addAll(numbers.notes);
        return new ModelNumbers(numbers.ranges, convolutions);
    }

    private QuantizedConvolution quantize(QuantizationGroup group) {
        Node node = graph.node(group.layer()).orElseThrow();
        float[] weights = graph.constant(node.constants().get(0)).toArray();
        float[] bias = graph.constant(node.constants().get(1)).toArray();
        QuantizationParameters input =
                range(plan.pointOf(group.inputs().get(0)).name()).parameters();
        float[] smallest = new float[bias.length];
        for (int channel = 0; channel < bias.length; channel++) {
            smallest[channel] = BiasQuantizer.smallestWeightScale(bias[channel], input.scale());
        }
        WeightQuantizer quantizer = WeightQuantizer.of(plan.settings(group.layer()));
        WeightCodes codes;
        try {
            codes = quantizer.quantize(weights, bias.length, smallest);
            if (raiseForSums(codes, bias, input, smallest)) {
                codes = quantizer.quantize(weights, bias.length, smallest);
                notes.add("layer " + group.layer() + ": larger weight scales keep its sums below 2^31 (rule L21)");
            }
        } catch (IllegalArgumentException fault) {
            throw new IllegalArgumentException("layer " + group.layer() + ": " + fault.getMessage(), fault);
        }
        widenForMultiplier(group, codes, bias.length, input.scale());
        float[] canonical = new float[bias.length];
        for (int channel = 0; channel < bias.length; channel++) {
            canonical[channel] = BiasQuantizer.canonical(bias[channel], input.scale(), codes.scale(channel));
        }
        return QuantizedConvolution.of(codes, canonical);
    }

    /** Raises the smallest scales of channels whose sums could reach 2^31; false when there are none. */
    private static boolean raiseForSums(
            WeightCodes codes, float[] bias, QuantizationParameters input, float[] smallest) {
        int row = codes.size() / bias.length;
        int largestInput = Math.max(input.zeroPoint() + 128, 127 - input.zeroPoint());
        boolean raised = false;
        for (int channel = 0; channel < bias.length; channel++) {
            long magnitude = 0;
            for (int i = channel * row; i < (channel + 1) * row; i++) {
                magnitude += Math.abs(codes.code(i));
            }
            double sum = (double) magnitude * largestInput
                    + Math.abs((double) BiasQuantizer.code(bias[channel], input.scale(), codes.scale(channel)));
            if (sum >= LARGEST_SUM) {
                // a little more than needed: rounding of codes may add half a unit a tap
                smallest[channel] = (float) (codes.scale(channel) * (sum / LARGEST_SUM) * 1.02);
                raised = true;
            }
        }
        return raised;
    }

    private void widenForMultiplier(QuantizationGroup group, WeightCodes codes, int channels, float inputScale) {
        QuantizationPoint point = plan.pointOf(group.layer());
        ActivationRange own = range(point.name());
        double largest = 0;
        for (int channel = 0; channel < channels; channel++) {
            largest = Math.max(largest, inputScale * codes.scale(channel));
        }
        double multiplier = largest / own.parameters().scale();
        if (multiplier < 1) {
            return;
        }
        ActivationRange wide = own.withZero();
        double width = Math.max((double) wide.high() - wide.low(), Float.MIN_NORMAL);
        double needed = largest * 255 * (1 + 1e-6);
        ActivationRange widened = wide.high() == wide.low()
                ? new ActivationRange(0f, (float) needed)
                : new ActivationRange(
                        (float) (wide.low() * (needed / width)), (float) (wide.high() * (needed / width)));
        ranges.put(point.name(), widened);
        notes.add("layer " + group.layer() + ": its output range was widened from [" + own.low() + ", " + own.high()
                + "] to [" + widened.low() + ", " + widened.high() + "], because the multiplier " + multiplier
                + " must stay below 1 (rule L22)");
    }

    private ActivationRange range(String point) {
        ActivationRange range = ranges.get(point);
        if (range == null) {
            throw new IllegalArgumentException("no range for point " + point + "; there are " + ranges.keySet());
        }
        return range;
    }
}
