package org.mindpress.processors.pipeline;

import java.util.Optional;

/**
 * Settings of {@code distill}.
 *
 * @param training how it trains
 * @param alpha weight of the soft term
 * @param temperature divisor of both logits in the soft term
 * @param teacher another network; empty for the float model itself
 */
public record DistillSection(TrainingSection training, double alpha, double temperature, Optional<ModelUri> teacher) {}
