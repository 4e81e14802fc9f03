package org.mindpress.engine.calibrate;

import java.util.List;
import java.util.Optional;
import org.mindpress.engine.quant.QuantizationState;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * What calibration hands over.
 *
 * @param model every number final
 * @param state the final {@code quantization.json}: all ranges frozen, batch norm folded
 * @param points by point, in plan order
 * @param biases by layer, in plan order; empty when biases were not looked at
 * @param validation both accuracies, when the caller gave a validation
 * @param biasesCorrected whether the model carries the corrected biases
 * @param notes for people: warnings and decisions
 */
public record CalibrationResult(
        QuantizedModel model,
        QuantizationState state,
        List<PointReport> points,
        List<BiasReport> biases,
        Optional<ValidationComparison> validation,
        boolean biasesCorrected,
        List<String> notes) {

    public CalibrationResult {
        points = List.copyOf(points);
        biases = List.copyOf(biases);
        notes = List.copyOf(notes);
    }
}
