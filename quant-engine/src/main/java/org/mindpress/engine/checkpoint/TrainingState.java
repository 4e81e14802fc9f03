package org.mindpress.engine.checkpoint;

import java.util.List;
import java.util.Set;

/** Tells what a training keeps beside the network: optimizer moments, counters, settings. */
final class TrainingState {
    private static final String NUMBERED = ".__param_key__";

    private static final Set<String> NAMES = Set.of(
            "learning_rate",
            "global_step",
            "epoch_num",
            "step_num",
            "loss_scale",
            "scale_sense",
            "current_iterator_step",
            "last_overflow_iterator_step",
            "momentum",
            "weight_decay",
            "beta1_power",
            "beta2_power");

    private static final List<String> PREFIXES = List.of(
            "moments.",
            "moment1.",
            "moment2.",
            "adam_m.",
            "adam_v.",
            "accum.",
            "stat.",
            "accumulation.",
            "mean_square.",
            "mean_gradient.",
            "velocity.",
            "ema.");

    private TrainingState() {}

    static boolean includes(Parameter parameter) {
        String name = parameter.name();
        return parameter.dimensions().isEmpty()
                || !parameter.type().isReal()
                || name.contains(NUMBERED)
                || NAMES.contains(name)
                || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
