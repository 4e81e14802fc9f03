package org.mindpress.engine.train;

import java.util.List;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.QuantizationState;

/**
 * What a training ends with.
 *
 * @param model the same graph with trained float weights and running statistics, batch norm not folded
 * @param state ranges, delays and freezes for the next stage
 * @param losses one point a step, from the first step on, also after a resume
 */
public record TrainingResult(ModelGraph model, QuantizationState state, List<LossPoint> losses) {
    public TrainingResult {
        losses = List.copyOf(losses);
    }
}
