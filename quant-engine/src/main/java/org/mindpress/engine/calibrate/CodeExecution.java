package org.mindpress.engine.calibrate;

import java.util.List;
import java.util.function.Function;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.Rounding;

/**
 * Fake quantisation of one group on one image, from int8 codes to int8 codes: integer sums, scaled in double, rounded once. It is the
 * simulation, without the two roundings of the device's kernels. Immutable and thread-safe.
 */
final class CodeExecution {
    private final ModelGraph graph;
    private final Function<String, QuantizationParameters> parametersOf;

    /**
     * Prepares for a graph.
     *
     * @param graph folded
     * @param parametersOf scale and zero point of a layer's output or of the graph input
     */
    CodeExecution(ModelGraph graph, Function<String, QuantizationParameters> parametersOf) {
        this.graph = graph;
        this.parametersOf = parametersOf;
    }

    /** Codes of the graph input, by the fused multiply-add of the device's input cast. */
    byte[] input(float[] image) {
        QuantizationParameters parameters = parametersOf.apply(graph.inputName());
        float inverse = 1f / parameters.scale();
        float zero = parameters.zeroPoint();
        byte[] codes = new byte[image.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) Rounding.halfAwayClamped(Math.fma(image[i], inverse, zero), -128, 127);
        }
        return codes;
    }

    /** Output codes of a group with weights. */
    byte[] convolution(QuantizationGroup group, byte[] input, QuantizedConvolution numbers) {
        Node node = node(group);
        Shape from = graph.shapeOf(node.dataInputs().get(0));
        Shape to = graph.shapeOf(node.name());
        QuantizationParameters in = parametersOf.apply(group.inputs().get(0));
        float[] sums = new float[to.elements()];
        new ImageConvolution(node.convolution(), from, to).accumulate(centred(input, in), floats(numbers), sums);
        int[] bias = numbers.biasCodes(in.scale());
        int area = to.height() * to.width();
        float limit = limit(group);
        QuantizationParameters out = parametersOf.apply(group.layer());
        byte[] codes = new byte[sums.length];
        for (int i = 0; i < codes.length; i++) {
            int channel = i / area;
            double unit = (double) in.scale() * numbers.weight().scale(channel);
            codes[i] = code(out, (sums[i] + (double) bias[channel]) * unit, group, limit);
        }
        return codes;
    }

    /** Output codes of a convolution whose weights are float: real inputs, sums in float32, rounded once. */
    byte[] floatIsland(QuantizationGroup group, byte[] input) {
        Node node = node(group);
        Shape from = graph.shapeOf(node.dataInputs().get(0));
        Shape to = graph.shapeOf(node.name());
        QuantizationParameters in = parametersOf.apply(group.inputs().get(0));
        float[] real = new float[input.length];
        for (int i = 0; i < real.length; i++) {
            real[i] = in.real(input[i]);
        }
        float[] sums = new float[to.elements()];
        float[] weight = graph.constant(node.constants().get(0)).toArray();
        new ImageConvolution(node.convolution(), from, to).accumulate(real, weight, sums);
        float[] bias = graph.constant(node.constants().get(1)).toArray();
        int area = to.height() * to.width();
        float limit = limit(group);
        QuantizationParameters out = parametersOf.apply(group.layer());
        byte[] codes = new byte[sums.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(out, sums[i] + bias[i / area], group, limit);
        }
        return codes;
    }

    /** Output codes of a group without weights; a Softmax, which runs in float behind the output, has none. */
    byte[] other(QuantizationGroup group, List<byte[]> inputs) {
        Node node = node(group);
        Shape from = graph.shapeOf(node.dataInputs().get(0));
        Shape to = graph.shapeOf(node.name());
        byte[] first = inputs.get(0);
        return switch (group.kind()) {
            case ADD -> add(group, first, inputs.get(1));
            case MAX_POOL ->
                bytes(FloatOperations.pool(
                        plain(first), from, to, node.pool().window(), (largest, sum, elements) -> largest));
            case AVERAGE_POOL ->
                bytes(FloatOperations.pool(plain(first), from, to, node.pool().window(), (largest, sum, elements) ->
                        (float) Math.floor(sum / elements + 0.5)));
            case PAD ->
                bytes(FloatOperations.pad(
                        plain(first),
                        from,
                        to,
                        ((Attributes.Pad) node.attributes()).padding(),
                        parametersOf.apply(group.inputs().get(0)).zeroPoint()));
            case RESHAPE -> first;
            case SOFTMAX, CONVOLUTION ->
                throw new IllegalArgumentException(
                        "layer " + group.layer() + " (" + group.kind().spelling() + ") is no integer operation here");
        };
    }

    private byte[] add(QuantizationGroup group, byte[] left, byte[] right) {
        QuantizationParameters first = parametersOf.apply(group.inputs().get(0));
        QuantizationParameters second = parametersOf.apply(group.inputs().get(1));
        QuantizationParameters out = parametersOf.apply(group.layer());
        float limit = limit(group);
        byte[] codes = new byte[left.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(out, (double) first.real(left[i]) + second.real(right[i]), group, limit);
        }
        return codes;
    }

    /**
     * Mean over the output positions of a convolution before its activation, per channel, exactly: the mean of sums is the sum of
     * weights times sums of inputs, so it costs an output channel's share of the convolution.
     */
    double[] outputMeans(QuantizationGroup group, byte[] input, QuantizedConvolution numbers) {
        Node node = node(group);
        Shape from = graph.shapeOf(node.dataInputs().get(0));
        Shape to = graph.shapeOf(node.name());
        QuantizationParameters in = parametersOf.apply(group.inputs().get(0));
        long[] tapSums =
                tapSums(input, in.zeroPoint(), from, to, node.convolution().window());
        int groups = node.convolution().group();
        int taps = tapSums.length / groups;
        int[] bias = numbers.biasCodes(in.scale());
        double area = to.height() * to.width();
        double[] means = new double[to.channels()];
        for (int channel = 0; channel < means.length; channel++) {
            int firstTap = channel / (means.length / groups) * taps;
            long sum = 0;
            for (int tap = 0; tap < taps; tap++) {
                sum += numbers.weight().code(channel * taps + tap) * tapSums[firstTap + tap];
            }
            double unit = (double) in.scale() * numbers.weight().scale(channel);
            means[channel] = (sum / area + bias[channel]) * unit;
        }
        return means;
    }

    /** Per input channel and kernel place: the sum of the centred codes that this tap meets over all output positions. */
    private static long[] tapSums(byte[] input, int zero, Shape from, Shape to, Window window) {
        long[] sums = new long[from.channels() * window.kernelHeight() * window.kernelWidth()];
        int tap = 0;
        for (int channel = 0; channel < from.channels(); channel++) {
            int plane = channel * from.height() * from.width();
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
                for (int kx = 0; kx < window.kernelWidth(); kx++) {
                    long sum = 0;
                    for (int row = 0; row < to.height(); row++) {
                        int y = row * window.strideHeight() - window.padding().top() + ky * window.dilationHeight();
                        if (y < 0 || y >= from.height()) {
                            continue;
                        }
                        int x = kx * window.dilationWidth() - window.padding().left();
                        for (int column = 0; column < to.width(); column++, x += window.strideWidth()) {
                            if (x >= 0 && x < from.width()) {
                                sum += input[plane + y * from.width() + x] - zero;
                            }
                        }
                    }
                    sums[tap++] = sum;
                }
            }
        }
        return sums;
    }

    private static byte code(QuantizationParameters out, double real, QuantizationGroup group, float limit) {
        double value = group.activation().isPresent() ? Math.min(limit, Math.max(0, real)) : real;
        return (byte) out.code(value);
    }

    private static float limit(QuantizationGroup group) {
        return group.activation().filter(operator -> operator == Operator.RELU6).isPresent()
                ? 6f
                : Float.POSITIVE_INFINITY;
    }

    private Node node(QuantizationGroup group) {
        return graph.node(group.layer()).orElseThrow();
    }

    private static float[] centred(byte[] codes, QuantizationParameters parameters) {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i] - parameters.zeroPoint();
        }
        return values;
    }

    private static float[] plain(byte[] codes) {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i];
        }
        return values;
    }

    private static float[] floats(QuantizedConvolution numbers) {
        return plain(numbers.weight().codes());
    }

    private static byte[] bytes(float[] codes) {
        byte[] values = new byte[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) codes[i];
        }
        return values;
    }
}
