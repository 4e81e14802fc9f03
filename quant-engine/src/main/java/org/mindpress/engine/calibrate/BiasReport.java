package org.mindpress.engine.calibrate;

/**
 * What bias correction did to one layer. Errors are means over images of the layer's output before the activation, float less quantised,
 * averaged over channels as magnitudes.
 *
 * @param layer name
 * @param channels output channels
 * @param corrected channels whose bias changed: those whose mean error is at least two standard errors
 * @param largestCorrection largest magnitude added to a bias
 * @param largestCorrectionInSteps the same in steps of the layer's output
 * @param errorBefore mean magnitude of the mean error without correction
 * @param errorAfter the same with the new biases
 */
public record BiasReport(
        String layer,
        int channels,
        int corrected,
        double largestCorrection,
        double largestCorrectionInSteps,
        double errorBefore,
        double errorAfter) {}
