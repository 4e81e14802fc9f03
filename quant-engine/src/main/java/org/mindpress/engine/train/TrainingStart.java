package org.mindpress.engine.train;

import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;

/**
 * What a training starts from.
 *
 * @param model device form with batch norm
 * @param plan every moment in whole steps, see {@link QuantizationPlan#inSteps}
 * @param state what earlier stages observed; {@link QuantizationState#initial} for a float model
 */
public record TrainingStart(ModelGraph model, QuantizationPlan plan, QuantizationState state) {}
