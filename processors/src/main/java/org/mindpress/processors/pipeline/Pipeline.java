package org.mindpress.processors.pipeline;

import java.util.Optional;
import java.util.OptionalDouble;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.quant.LayerPolicy;

/**
 * A pipeline file that was found right. Immutable.
 *
 * @param name under which runs and releases are kept
 * @param schedule when it runs by itself
 * @param data the images
 * @param model the float network
 * @param input what the network expects
 * @param policy how layers are quantised
 * @param stages settings of the stages
 * @param gateDropPoints highest accepted upper end of the accuracy drop in points; empty for no gate
 * @param seed decides order, augmentation and samples
 */
public record Pipeline(
        String name,
        Optional<Schedule> schedule,
        DataSettings data,
        ModelUri model,
        InputSpecification input,
        LayerPolicy policy,
        StageSettings stages,
        OptionalDouble gateDropPoints,
        long seed) {}
