package org.mindpress.engine.calibrate;

/** Who decided the range of a point. */
public enum RangeSource {
    /** Calibration, on its images. */
    SEARCHED,
    /** Training; calibration kept it. */
    TRAINED,
    /** The file that the model came from, which was quantised before. */
    GIVEN
}
