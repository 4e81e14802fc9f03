package org.mindpress.engine.calibrate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Shape;

/** A float graph computed in plain Java, node by node: no native library, about a third of its speed. */
public final class PlainActivations implements ActivationSource {
    /** Opens graphs in plain Java. */
    public static final ActivationSource.Factory FACTORY = (graph, values) -> new PlainActivations(graph);

    private final ModelGraph graph;
    private final Map<String, float[]> constants = new HashMap<>();

    private PlainActivations(ModelGraph graph) {
        this.graph = graph;
        for (Map.Entry<String, FloatTensor> entry : graph.constants().entrySet()) {
            constants.put(entry.getKey(), entry.getValue().toArray());
        }
    }

    @Override
    public Map<String, float[]> run(float[] image, List<String> values) {
        Map<String, float[]> computed = new HashMap<>();
        computed.put(graph.inputName(), image.clone());
        for (Node node : graph.nodes()) {
            computed.put(node.name(), compute(node, computed));
        }
        Map<String, float[]> asked = new LinkedHashMap<>();
        for (String value : values) {
            asked.put(value, value(computed, value));
        }
        return asked;
    }

    private float[] compute(Node node, Map<String, float[]> computed) {
        float[] in = value(computed, node.dataInputs().get(0));
        Shape input = graph.shapeOf(node.dataInputs().get(0));
        Shape output = graph.shapeOf(node.name());
        return switch (node.operator()) {
            case CONVOLUTION -> convolution(node, in, input, output);
            case RELU -> clipped(in, Float.POSITIVE_INFINITY);
            case RELU6 -> clipped(in, 6f);
            case ADD ->
                FloatOperations.add(in, value(computed, node.dataInputs().get(1)));
            case MAX_POOL ->
                FloatOperations.pool(in, input, output, node.pool().window(), (largest, sum, elements) -> largest);
            case AVERAGE_POOL ->
                FloatOperations.pool(
                        in, input, output, node.pool().window(), (largest, sum, elements) -> (float) (sum / elements));
            case PAD -> FloatOperations.pad(in, input, output, ((Attributes.Pad) node.attributes()).padding(), 0f);
            case RESHAPE -> in;
            case SOFTMAX -> softmax(in);
            case BATCH_NORMALIZATION ->
                throw new IllegalArgumentException("node " + node.name() + ": batch norm must be folded first");
        };
    }

    private float[] convolution(Node node, float[] in, Shape input, Shape output) {
        float[] out = new float[output.elements()];
        if (node.constants().size() > 1) {
            float[] bias = value(constants, node.constants().get(1));
            int area = output.height() * output.width();
            for (int channel = 0; channel < bias.length; channel++) {
                Arrays.fill(out, channel * area, (channel + 1) * area, bias[channel]);
            }
        }
        new ImageConvolution(node.convolution(), input, output)
                .accumulate(in, value(constants, node.constants().get(0)), out);
        return out;
    }

    private static float[] clipped(float[] in, float limit) {
        float[] out = in.clone();
        FloatOperations.relu(out, limit);
        return out;
    }

    private static float[] softmax(float[] in) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : in) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (float value : in) {
            sum += Math.exp(value - largest);
        }
        float[] out = new float[in.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (Math.exp(in[i] - largest) / sum);
        }
        return out;
    }

    private static float[] value(Map<String, float[]> values, String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no value " + name);
        }
        return found;
    }

    @Override
    public void close() {
        // nothing to release
    }
}
