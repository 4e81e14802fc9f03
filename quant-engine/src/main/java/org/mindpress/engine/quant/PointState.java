package org.mindpress.engine.quant;

import java.util.Optional;

/**
 * What is known of one point.
 *
 * @param range observed or searched; absent before the first observation
 * @param observer how it was found
 * @param count batches (training) or images (calibration) observed
 * @param frozen whether the range stands still
 * @param delayStepsLeft training steps until the point is quantised
 */
public record PointState(
        Optional<ActivationRange> range, ObserverKind observer, long count, boolean frozen, long delayStepsLeft) {

    public PointState {
        if (count < 0 || delayStepsLeft < 0) {
            throw new IllegalArgumentException(
                    "counts must not be negative: count=" + count + ", delay=" + delayStepsLeft);
        }
    }
}
