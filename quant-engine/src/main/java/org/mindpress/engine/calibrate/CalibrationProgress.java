package org.mindpress.engine.calibrate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mindpress.engine.quant.ActivationRange;

/**
 * Where calibration is.
 *
 * @param phase what is being done
 * @param done images, points or layers of this phase, by phase
 * @param total of the same
 * @param ranges at the end of an iteration: minimum and maximum so far by point; otherwise empty
 */
public record CalibrationProgress(Phase phase, int done, int total, Map<String, ActivationRange> ranges) {

    /** The parts of calibration in order. */
    public enum Phase {
        /** Images through the float model. */
        OBSERVE,
        /** Range search, point by point. */
        SEARCH,
        /** Bias correction, layer by layer. */
        CORRECT,
        /** Validation of the model with and without corrected biases. */
        VALIDATE
    }

    public CalibrationProgress {
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    }

    static CalibrationProgress of(Phase phase, int done, int total) {
        return new CalibrationProgress(phase, done, total, Map.of());
    }
}
