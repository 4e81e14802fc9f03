package org.mindpress.engine.quant;

import java.util.List;

/**
 * Layer-wise policy: defaults, then rules in order; where several rules match a layer, the later one wins, setting by setting.
 *
 * @param defaults for layers that no rule matches
 * @param rules in the order of the pipeline file
 */
public record LayerPolicy(LayerSettings defaults, List<PolicyRule> rules) {
    public static final LayerPolicy DEFAULT = new LayerPolicy(LayerSettings.DEFAULT, List.of());

    public LayerPolicy {
        rules = List.copyOf(rules);
    }

    LayerSettings settingsOf(QuantizationGroup group) {
        LayerSettings settings = defaults;
        for (PolicyRule rule : rules) {
            if (rule.matcher().matches(group)) {
                settings = rule.applyTo(settings);
            }
        }
        return group.kind() == GroupKind.CONVOLUTION ? settings : settings.inInteger();
    }
}
