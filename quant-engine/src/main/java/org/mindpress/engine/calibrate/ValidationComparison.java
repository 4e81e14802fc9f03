package org.mindpress.engine.calibrate;

/**
 * Validation accuracy with the biases as they came and with corrected ones.
 *
 * @param uncorrected accuracy in [0, 1] with the model's own biases
 * @param corrected accuracy in [0, 1] with corrected biases
 */
public record ValidationComparison(double uncorrected, double corrected) {

    /** Corrected biases stay unless they are worse. */
    public boolean keepsCorrection() {
        return corrected >= uncorrected;
    }
}
