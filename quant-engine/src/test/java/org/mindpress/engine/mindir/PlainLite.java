package org.mindpress.engine.mindir;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/** The integer arithmetic of MindSpore Lite (ARM form) straight from a quantised model, one loop per operator: slow and plain. */
final class PlainLite {
    private final QuantizedModel model;
    private final Map<String, int[]> codes = new LinkedHashMap<>();
    private long largestSum;

    PlainLite(QuantizedModel model) {
        this.model = model;
    }

    /** Codes of every layer for one image. */
    Map<String, int[]> run(float[] image) {
        String input = model.plan().inputName();
        QuantizationParameters parameters = model.parametersOf(input);
        int[] first = new int[image.length];
        for (int i = 0; i < first.length; i++) {
            double t = Math.fma(image[i], 1f / parameters.scale(), (float) parameters.zeroPoint());
            first[i] = (int) Math.max(-128, Math.min(127, Math.copySign(Math.floor(Math.abs(t) + 0.5), t)));
        }
        codes.put(input, first);
        for (QuantizationGroup group : model.plan().groups()) {
            Node node = model.graph().node(group.layer()).orElseThrow();
            int[] x = codesOf(group.inputs().get(0));
            codes.put(
                    group.layer(),
                    switch (group.kind()) {
                        case CONVOLUTION -> convolution(node, group, x);
                        case ADD -> add(group, x, codesOf(group.inputs().get(1)));
                        case MAX_POOL, AVERAGE_POOL -> pool(node, group, x);
                        case PAD, SOFTMAX -> throw new IllegalArgumentException("not in these tests: " + group.kind());
                        case RESHAPE -> x;
                    });
        }
        return codes;
    }

    /** Largest magnitude of an accumulator so far. */
    long largestSum() {
        return largestSum;
    }

    private int[] codesOf(String layer) {
        int[] found = codes.get(layer);
        if (found == null) {
            throw new IllegalStateException("no codes of " + layer);
        }
        return found;
    }

    private Shape inputShape(QuantizationGroup group) {
        String input = group.inputs().get(0);
        return input.equals(model.plan().inputName())
                ? model.graph().inputShape()
                : model.graph().shapeOf(input);
    }

    private int[] convolution(Node node, QuantizationGroup group, int[] x) {
        Shape in = inputShape(group);
        Shape out = model.graph().shapeOf(node.name());
        QuantizedConvolution numbers = model.convolution(node.name());
        QuantizationParameters px = model.inputParametersOf(node.name(), 0);
        QuantizationParameters py = model.parametersOf(node.name());
        int[] bias = numbers.biasCodes(px.scale());
        Attributes.Convolution attributes = node.convolution();
        Window window = attributes.window();
        Padding padding = window.padding();
        int depth = in.channels() / attributes.group();
        int[] y = new int[out.elements()];
        for (int c = 0; c < out.channels(); c++) {
            int firstChannel = c / (out.channels() / attributes.group()) * depth;
            float product = px.scale() * numbers.weight().scale(c);
            double multiplier = (double) product / (double) py.scale();
            for (int row = 0; row < out.height(); row++) {
                for (int column = 0; column < out.width(); column++) {
                    long sum = bias[c];
                    int tap = c * depth * window.kernelHeight() * window.kernelWidth();
                    for (int k = firstChannel; k < firstChannel + depth; k++) {
                        for (int i = 0; i < window.kernelHeight(); i++) {
                            for (int j = 0; j < window.kernelWidth(); j++, tap++) {
                                int r = row * window.strideHeight() + i * window.dilationHeight() - padding.top();
                                int s = column * window.strideWidth() + j * window.dilationWidth() - padding.left();
                                if (r >= 0 && r < in.height() && s >= 0 && s < in.width()) {
                                    long centred = (long) x[(k * in.height() + r) * in.width() + s] - px.zeroPoint();
                                    sum += centred * numbers.weight().code(tap);
                                }
                            }
                        }
                    }
                    largestSum = Math.max(largestSum, Math.abs(sum));
                    y[(c * out.height() + row) * out.width() + column] = output(group, py, scaled(sum, multiplier));
                }
            }
        }
        return y;
    }

    private int[] add(QuantizationGroup group, int[] a, int[] b) {
        QuantizationParameters pa = model.inputParametersOf(group.layer(), 0);
        QuantizationParameters pb = model.inputParametersOf(group.layer(), 1);
        QuantizationParameters py = model.parametersOf(group.layer());
        double twice = 2.0 * Math.max(pa.scale(), pb.scale());
        int[] y = new int[a.length];
        for (int i = 0; i < y.length; i++) {
            long u = scaled((long) (a[i] - pa.zeroPoint()) << 20, pa.scale() / twice);
            long v = scaled((long) (b[i] - pb.zeroPoint()) << 20, pb.scale() / twice);
            y[i] = output(group, py, scaled(u + v, twice / ((1 << 20) * (double) py.scale())));
        }
        return y;
    }

    private int[] pool(Node node, QuantizationGroup group, int[] x) {
        Shape in = inputShape(group);
        Shape out = model.graph().shapeOf(node.name());
        Window window = node.pool().window();
        int[] y = new int[out.elements()];
        for (int i = 0; i < y.length; i++) {
            int channel = i / (out.height() * out.width());
            int top = i / out.width() % out.height() * window.strideHeight()
                    - window.padding().top();
            int left = i % out.width() * window.strideWidth() - window.padding().left();
            int sum = 0;
            int count = 0;
            int highest = Integer.MIN_VALUE;
            for (int r = Math.max(top, 0); r < Math.min(top + window.kernelHeight(), in.height()); r++) {
                for (int s = Math.max(left, 0); s < Math.min(left + window.kernelWidth(), in.width()); s++) {
                    int code = x[(channel * in.height() + r) * in.width() + s];
                    sum += code;
                    count++;
                    highest = Math.max(highest, code);
                }
            }
            y[i] = group.kind() == GroupKind.MAX_POOL ? highest : (sum + 128 * count + count / 2) / count - 128;
        }
        return y;
    }

    private static int output(QuantizationGroup group, QuantizationParameters parameters, long value) {
        int low = group.activation().isPresent() ? Math.max(-128, parameters.zeroPoint()) : -128;
        int high = 127;
        if (group.activation().filter(Operator.RELU6::equals).isPresent()) {
            high = Math.min(127, (int) Math.floor((double) (6f / parameters.scale()) + 0.5) + parameters.zeroPoint());
        }
        return (int) Math.max(low, Math.min(high, value + parameters.zeroPoint()));
    }

    /** Two roundings: to the doubling high half, ties up; then by the right shift, ties away from zero. */
    private static long scaled(long x, double factor) {
        int exponent = Math.getExponent(factor) + 1;
        long mantissa = Math.round(factor * Math.pow(2, 31 - exponent));
        long high = Math.floorDiv((x << Math.max(exponent, 0)) * mantissa + (1L << 30), 1L << 31);
        int shift = Math.max(-exponent, 0);
        long magnitude = (Math.abs(high) + (shift == 0 ? 0 : 1L << (shift - 1))) >> shift;
        return high < 0 ? -magnitude : magnitude;
    }
}
