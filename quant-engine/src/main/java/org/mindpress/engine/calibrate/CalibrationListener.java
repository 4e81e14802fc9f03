package org.mindpress.engine.calibrate;

/**
 * Hears of progress, in the thread that called calibration, at least once for every few images. Throwing stops calibration: that is how
 * it is cancelled.
 */
@FunctionalInterface
public interface CalibrationListener {

    /** Hears nothing. */
    CalibrationListener NONE = progress -> {};

    void advanced(CalibrationProgress progress);
}
