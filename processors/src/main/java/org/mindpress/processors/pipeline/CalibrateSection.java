package org.mindpress.processors.pipeline;

/**
 * Settings of {@code calibrate}; the range search stands in the policy.
 *
 * @param images unlabelled images from the train split
 * @param iterations parts in which progress is reported
 * @param biasCorrection whether biases are corrected layer by layer
 */
public record CalibrateSection(int images, int iterations, boolean biasCorrection) {}
