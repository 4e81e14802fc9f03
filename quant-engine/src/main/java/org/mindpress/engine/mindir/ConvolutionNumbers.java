package org.mindpress.engine.mindir;

import java.util.Optional;
import org.mindpress.engine.quant.Rounding;

/** The quantised numbers of one convolution of a deployment file, as far as its markers and parameters tell them. */
final class ConvolutionNumbers {
    private final TensorData weight;
    private final QuantizationMarker weightMarker;
    private final QuantizationMarker input;
    private final Optional<QuantizationMarker> output;
    private final float[] bias;
    private final byte[] codes;
    private final long group;

    private ConvolutionNumbers(
            TensorData weight,
            QuantizationMarker weightMarker,
            QuantizationMarker input,
            Optional<QuantizationMarker> output,
            float[] bias,
            long group) {
        this.weight = weight;
        this.weightMarker = weightMarker;
        this.input = input;
        this.output = output;
        this.bias = bias;
        this.group = group;
        this.codes = codes(weight, weightMarker);
    }

    /** The numbers; empty when markers or weight are missing or unfit, which other rules report. */
    static Optional<ConvolutionNumbers> of(LintGraph graph, MindirNode node) {
        Optional<MindirNode> marked = graph.producer(node, 1, QuantizationMarker::isMarker);
        Optional<QuantizationMarker> marker = marked.flatMap(LintGraph::marker);
        Optional<TensorData> weight = marked.flatMap(value -> graph.constant(value, 0));
        Optional<QuantizationMarker> input = graph.parameters(node, 0);
        if (marker.isEmpty() || weight.isEmpty() || input.isEmpty()) {
            return Optional.empty();
        }
        TensorType type = weight.get().type();
        boolean known = type.elementType() == ElementType.INT8 || type.elementType() == ElementType.FLOAT32;
        int count = marker.get().scales().size();
        if (!known || type.shape().size() != 4 || type.elements() == 0 || (count != 1 && count != type.size(0))) {
            return Optional.empty();
        }
        float[] bias = graph.consumers(node).stream()
                .filter(user -> LintGraph.is(user, "BiasAdd"))
                .findFirst()
                .flatMap(user -> graph.constant(user, 1))
                .filter(vector -> vector.type().elementType() == ElementType.FLOAT32)
                .filter(vector -> vector.type().elements() == type.size(0))
                .map(TensorData::floats)
                .orElse(new float[type.size(0)]);
        return Optional.of(new ConvolutionNumbers(
                weight.get(), marker.get(), input.get(), graph.outputParameters(node), bias, group(node)));
    }

    /** Whatever the file says there; 1 when that is no number. */
    private static long group(MindirNode node) {
        return node.attribute("group").or(() -> node.attribute("groups")).stream()
                .filter(MindirValue.Whole.class::isInstance)
                .mapToLong(value -> ((MindirValue.Whole) value).value())
                .findFirst()
                .orElse(1);
    }

    /** The int8 codes: stored ones, or what the converter makes of float weights. */
    private static byte[] codes(TensorData weight, QuantizationMarker marker) {
        if (weight.type().elementType() == ElementType.INT8) {
            return weight.bytes();
        }
        float[] values = weight.floats();
        byte[] codes = new byte[values.length];
        int row = values.length / weight.type().size(0);
        for (int i = 0; i < codes.length; i++) {
            float scale = marker.scales().get(marker.scales().size() == 1 ? 0 : i / row);
            codes[i] = (byte) Rounding.halfAwayClamped(values[i] / (double) scale, -128, 127);
        }
        return codes;
    }

    int channels() {
        return weight.type().size(0);
    }

    int scaleCount() {
        return weightMarker.scales().size();
    }

    /** Whether there are several groups but not one per channel. */
    boolean isGrouped() {
        return group > 1 && weight.type().size(1) > 1;
    }

    private float scale(int channel) {
        return weightMarker.scales().get(scaleCount() == 1 ? 0 : channel);
    }

    /** Bias in units of input scale times weight scale, rounded, without limit. */
    double biasCode(int channel) {
        return Rounding.halfAway(bias[channel] / ((double) input.scale() * (double) scale(channel)));
    }

    /** Largest possible magnitude of the sum over all taps. */
    long weightSum(int channel) {
        long sum = 0;
        int row = codes.length / channels();
        for (int i = channel * row; i < (channel + 1) * row; i++) {
            sum += Math.abs((long) codes[i]);
        }
        return sum * Math.max(input.zeroPoint() + 128, 127 - input.zeroPoint());
    }

    /** sx * sw / sy; 0 when the output has no marker. */
    double multiplier(int channel) {
        float product = input.scale() * scale(channel);
        return output.map(marker -> (double) product / (double) marker.scale()).orElse(0.0);
    }
}
