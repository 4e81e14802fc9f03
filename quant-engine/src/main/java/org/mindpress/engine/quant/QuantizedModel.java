package org.mindpress.engine.quant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Operator;

/**
 * A model with every quantisation number final: what calibration hands over and all exports are written from.
 *
 * @param graph device form without BatchNormalization; its float constants are {@code code * scale} and the canonical bias, those of
 *     float islands the float weights themselves
 * @param plan of that graph
 * @param convolutions final weights by layer, in plan order; float islands have none
 * @param parameters final scale and zero point by point name, in plan order
 * @param input what the graph input expects
 */
public record QuantizedModel(
        ModelGraph graph,
        QuantizationPlan plan,
        Map<String, QuantizedConvolution> convolutions,
        Map<String, QuantizationParameters> parameters,
        InputSpecification input) {

    public QuantizedModel {
        convolutions = Collections.unmodifiableMap(new LinkedHashMap<>(convolutions));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        List<String> faults = new ArrayList<>();
        if (graph.nodes().stream().anyMatch(node -> node.operator() == Operator.BATCH_NORMALIZATION)) {
            faults.add("batch norm is not folded");
        }
        List<String> layers = plan.integerConvolutions().stream()
                .map(QuantizationGroup::layer)
                .toList();
        if (!List.copyOf(convolutions.keySet()).equals(layers)) {
            faults.add("convolutions " + convolutions.keySet() + ", the plan has " + layers);
        }
        List<String> points =
                plan.points().stream().map(QuantizationPoint::name).toList();
        if (!List.copyOf(parameters.keySet()).equals(points)) {
            faults.add("points " + parameters.keySet() + ", the plan has " + points);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("quantised model " + graph.name() + ": " + String.join("; ", faults));
        }
    }

    public QuantizedConvolution convolution(String layer) {
        QuantizedConvolution convolution = convolutions.get(layer);
        if (convolution == null) {
            throw new IllegalArgumentException("no convolution " + layer + "; there are " + convolutions.keySet());
        }
        return convolution;
    }

    /** Scale and zero point of a layer's output, ties followed; for the graph input's name those of the input. */
    public QuantizationParameters parametersOf(String layerOrInput) {
        QuantizationParameters found = parameters.get(plan.pointOf(layerOrInput).name());
        if (found == null) {
            throw new IllegalStateException("no parameters for " + layerOrInput);
        }
        return found;
    }

    /** Scale and zero point of the tensor that a group reads as input {@code index}. */
    public QuantizationParameters inputParametersOf(String layer, int index) {
        return parametersOf(plan.group(layer).inputs().get(index));
    }
}
