package org.mindpress.engine.quant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.ModelGraph;

/**
 * What travels beside a model from stage to stage as {@code quantization.json}: enough to derive the same plan again and to go on where
 * the last stage stopped.
 *
 * @param input what the graph input expects
 * @param defaults settings of the input point and of layers without an entry
 * @param layers settings by layer, every layer of the plan in graph order
 * @param state ranges, delays and freezes
 * @param parameters final scale and zero point by point name in the int8 domain; empty before calibration
 */
public record QuantizationDocument(
        InputSpecification input,
        LayerSettings defaults,
        Map<String, LayerSettings> layers,
        QuantizationState state,
        Map<String, QuantizationParameters> parameters) {

    public QuantizationDocument {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The document of a model that is not calibrated yet. */
    public static QuantizationDocument of(InputSpecification input, QuantizationPlan plan, QuantizationState state) {
        return of(input, plan, state, Map.of());
    }

    /** The document of a calibrated model. */
    public static QuantizationDocument of(QuantizedModel model, QuantizationState state) {
        return of(model.input(), model.plan(), state, model.parameters());
    }

    private static QuantizationDocument of(
            InputSpecification input,
            QuantizationPlan plan,
            QuantizationState state,
            Map<String, QuantizationParameters> parameters) {
        Map<String, LayerSettings> layers = new LinkedHashMap<>();
        for (QuantizationGroup group : plan.groups()) {
            layers.put(group.layer(), plan.settings(group.layer()));
        }
        return new QuantizationDocument(input, plan.pointOf(plan.inputName()).settings(), layers, state, parameters);
    }

    /** The policy that gives each layer its settings of this document. */
    public LayerPolicy policy() {
        List<PolicyRule> rules = layers.entrySet().stream()
                .map(entry -> new PolicyRule(
                        new LayerMatcher.Glob(entry.getKey()),
                        Optional.of(entry.getValue().granularity()),
                        Optional.of(entry.getValue().weightBits()),
                        Optional.of(entry.getValue().observer()),
                        Optional.of(entry.getValue().activationDelay()),
                        Optional.of(entry.getValue().batchNormalizationFreeze()),
                        Optional.of(entry.getValue().observerFreeze())))
                .toList();
        return new LayerPolicy(defaults, rules);
    }

    /**
     * The plan for a graph with the settings of this document.
     *
     * @throws IllegalArgumentException when the graph has other layers
     */
    public QuantizationPlan plan(ModelGraph graph) {
        QuantizationPlan plan = QuantizationPlan.derive(graph, policy());
        List<String> found =
                plan.groups().stream().map(QuantizationGroup::layer).toList();
        if (!found.equals(List.copyOf(layers.keySet()))) {
            throw new IllegalArgumentException("graph " + graph.name() + " has the layers " + found
                    + ", quantization.json was made for " + layers.keySet());
        }
        return plan;
    }
}
