package org.mindpress.engine.calibrate;

import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.quant.QuantizationPlan;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * What calibration works on.
 *
 * @param graph float model in device form, with batch norm or already folded
 * @param plan of that graph, moments in steps
 * @param state what training left behind, or {@link QuantizationState#initial}; ranges in it are kept
 * @param images unlabelled
 * @param input what the graph input expects; travels with the result
 * @param validation accuracy in [0, 1] of a quantised model on validation images; decides whether corrected biases stay
 */
public record CalibrationInputs(
        ModelGraph graph,
        QuantizationPlan plan,
        QuantizationState state,
        CalibrationImages images,
        InputSpecification input,
        Optional<ToDoubleFunction<QuantizedModel>> validation) {

    /** Without validation: biases of an untrained model are corrected, those of a trained one are left alone. */
    public CalibrationInputs(
            ModelGraph graph,
            QuantizationPlan plan,
            QuantizationState state,
            CalibrationImages images,
            InputSpecification input) {
        this(graph, plan, state, images, input, Optional.empty());
    }
}
