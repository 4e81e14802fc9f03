package org.mindpress.engine.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds each BatchNormalization into the convolution before it: {@code W' = W * g}, {@code b' = beta + (b - mean) * g} with the gain
 * {@code g = gamma / sqrt(variance + epsilon)} per output channel, in double, rounded once to float32. The float function changes
 * only by rounding.
 */
public final class BatchNormalizationFolding {

    /** A channel whose gain is smaller than this is dead: its folded weights are zero. */
    public static final double SMALLEST_GAIN = 1e-6;

    private BatchNormalizationFolding() {}

    /** Gains per channel of one BatchNormalization: the one formula that folding and training share. */
    public static double[] gains(float[] gamma, float[] variance, float epsilon) {
        double[] gains = new double[gamma.length];
        for (int channel = 0; channel < gains.length; channel++) {
            gains[channel] = gamma[channel] / Math.sqrt((double) variance[channel] + epsilon);
        }
        return gains;
    }

    /** One folded weight: the float32 that is quantised; zero in a dead channel. */
    public static float foldedWeight(float weight, double gain) {
        return Math.abs(gain) < SMALLEST_GAIN ? 0f : (float) (weight * gain);
    }

    /**
     * The graph without BatchNormalization; every convolution has a bias afterwards, named {@code <layer>.bias}, and a weight named
     * {@code <layer>.weight}.
     *
     * @throws IllegalArgumentException when a BatchNormalization does not directly and alone follow a convolution
     */
    public static ModelGraph fold(ModelGraph graph) {
        List<Node> nodes = new ArrayList<>();
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        Map<String, String> renamed = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            List<String> inputs = node.dataInputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            if (node.operator() == Operator.CONVOLUTION) {
                nodes.add(folded(graph, node, inputs, constants));
            } else if (node.operator() == Operator.BATCH_NORMALIZATION) {
                renamed.put(node.name(), convolutionBefore(graph, node).name());
            } else {
                List<String> all = new ArrayList<>(inputs);
                for (String constant : node.constants()) {
                    constants.put(constant, graph.constant(constant));
                    all.add(constant);
                }
                nodes.add(node.withInputs(all));
            }
        }
        return new ModelGraph(
                graph.name(), graph.inputName(), graph.inputShape(), nodes, constants, graph.outputName());
    }

    private static Node convolutionBefore(ModelGraph graph, Node normalization) {
        String input = normalization.dataInputs().get(0);
        return graph.node(input)
                .filter(node -> node.operator() == Operator.CONVOLUTION)
                .filter(node -> graph.consumersOf(input).size() == 1)
                .orElseThrow(() -> new IllegalArgumentException("node " + normalization.name()
                        + " (BatchNormalization) must directly follow a convolution that nothing else reads; it follows "
                        + input));
    }

    private static Node folded(
            ModelGraph graph, Node convolution, List<String> inputs, Map<String, FloatTensor> constants) {
        FloatTensor weight = graph.constant(convolution.constants().get(0));
        int channels = weight.dimension(0);
        float[] values = weight.toArray();
        float[] bias = convolution.constants().size() > 1
                ? graph.constant(convolution.constants().get(1)).toArray()
                : new float[channels];
        List<Node> users = graph.consumersOf(convolution.name());
        if (users.size() == 1 && users.get(0).operator() == Operator.BATCH_NORMALIZATION) {
            Node normalization = users.get(0);
            List<float[]> parameters = normalization.constants().stream()
                    .map(constant -> graph.constant(constant).toArray())
                    .toList();
            double[] gains = gains(
                    parameters.get(0),
                    parameters.get(3),
                    ((Attributes.Normalization) normalization.attributes()).epsilon());
            int row = values.length / channels;
            for (int channel = 0; channel < channels; channel++) {
                for (int i = channel * row; i < (channel + 1) * row; i++) {
                    values[i] = foldedWeight(values[i], gains[channel]);
                }
                bias[channel] = (float) (parameters.get(1)[channel]
                        + ((double) bias[channel] - parameters.get(2)[channel]) * gains[channel]);
            }
        }
        String weightName = convolution.name() + ".weight";
        String biasName = convolution.name() + ".bias";
        constants.put(weightName, FloatTensor.of(weight.dimensions(), values));
        constants.put(biasName, FloatTensor.vector(bias));
        return convolution.withInputs(List.of(inputs.get(0), weightName, biasName));
    }
}
