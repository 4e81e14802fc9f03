package org.mindpress.engine.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;

/** Evaluates a device-form graph for one image by the definitions of its operators, in double. */
final class PlainEvaluation {
    private final ModelGraph model;
    private final Map<String, double[]> values = new HashMap<>();

    private PlainEvaluation(ModelGraph model) {
        this.model = model;
    }

    static double[] logits(ModelGraph model, float[] image) {
        PlainEvaluation evaluation = new PlainEvaluation(model);
        double[] input = new double[image.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = image[i];
        }
        evaluation.values.put(model.inputName(), input);
        for (Node node : model.nodes()) {
            evaluation.values.put(node.name(), evaluation.evaluate(node));
        }
        return evaluation.value(model.outputNode().name());
    }

    private double[] value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    private double[] evaluate(Node node) {
        double[] x = value(node.dataInputs().get(0));
        Shape in = model.shapeOf(node.dataInputs().get(0));
        Shape out = model.shapeOf(node.name());
        double[] y = new double[out.elements()];
        switch (node.operator()) {
            case CONVOLUTION -> convolve(node, x, in, y, out);
            case BATCH_NORMALIZATION -> normalize(node, x, y, in.height() * in.width());
            case RELU, RELU6 -> {
                double cap = node.operator() == Operator.RELU6 ? 6 : Double.MAX_VALUE;
                for (int i = 0; i < y.length; i++) {
                    y[i] = Math.min(cap, Math.max(0, x[i]));
                }
            }
            case ADD -> {
                double[] other = value(node.dataInputs().get(1));
                for (int i = 0; i < y.length; i++) {
                    y[i] = x[i] + other[i];
                }
            }
            case MAX_POOL -> pool(node.pool().window(), x, in, y, out, true);
            case AVERAGE_POOL -> pool(node.pool().window(), x, in, y, out, false);
            case PAD -> {
                Padding padding = ((Attributes.Pad) node.attributes()).padding();
                for (int i = 0; i < x.length; i++) {
                    int column = i % in.width() + padding.left();
                    int row = i / in.width() % in.height() + padding.top();
                    int channel = i / (in.width() * in.height());
                    y[(channel * out.height() + row) * out.width() + column] = x[i];
                }
            }
            case RESHAPE -> System.arraycopy(x, 0, y, 0, y.length);
            case SOFTMAX -> throw new IllegalArgumentException("no logits behind a softmax");
        }
        return y;
    }

    private void convolve(Node node, double[] x, Shape in, double[] y, Shape out) {
        FloatTensor weight = model.constant(node.constants().get(0));
        Window window = node.convolution().window();
        int perGroup = weight.dimension(1);
        int outPerGroup = out.channels() / node.convolution().group();
        for (int i = 0; i < y.length; i++) {
            int channel = i / (out.height() * out.width());
            int top = i / out.width() % out.height() * window.strideHeight()
                    - window.padding().top();
            int left = i % out.width() * window.strideWidth() - window.padding().left();
            double sum = node.constants().size() > 1
                    ? model.constant(node.constants().get(1)).get(channel)
                    : 0;
            for (int k = 0; k < perGroup * window.kernelHeight() * window.kernelWidth(); k++) {
                int row = top + k / window.kernelWidth() % window.kernelHeight() * window.dilationHeight();
                int column = left + k % window.kernelWidth() * window.dilationWidth();
                int source = channel / outPerGroup * perGroup + k / (window.kernelHeight() * window.kernelWidth());
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                    sum += (double) weight.get(channel * perGroup * window.kernelHeight() * window.kernelWidth() + k)
                            * x[(source * in.height() + row) * in.width() + column];
                }
            }
            y[i] = sum;
        }
    }

    private void normalize(Node node, double[] x, double[] y, int area) {
        FloatTensor gamma = model.constant(node.constants().get(0));
        FloatTensor beta = model.constant(node.constants().get(1));
        FloatTensor mean = model.constant(node.constants().get(2));
        FloatTensor variance = model.constant(node.constants().get(3));
        float epsilon = ((Attributes.Normalization) node.attributes()).epsilon();
        for (int i = 0; i < y.length; i++) {
            int c = i / area;
            y[i] = gamma.get(c) * (x[i] - mean.get(c)) / Math.sqrt((double) variance.get(c) + epsilon) + beta.get(c);
        }
    }

    private static void pool(Window window, double[] x, Shape in, double[] y, Shape out, boolean maximum) {
        for (int i = 0; i < y.length; i++) {
            int channel = i / (out.height() * out.width());
            int top = i / out.width() % out.height() * window.strideHeight()
                    - window.padding().top();
            int left = i % out.width() * window.strideWidth() - window.padding().left();
            double best = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int k = 0; k < window.kernelHeight() * window.kernelWidth(); k++) {
                int row = top + k / window.kernelWidth();
                int column = left + k % window.kernelWidth();
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                    double value = x[(channel * in.height() + row) * in.width() + column];
                    best = Math.max(best, value);
                    sum += value;
                    count++;
                }
            }
            y[i] = maximum ? best : sum / count;
        }
    }
}
