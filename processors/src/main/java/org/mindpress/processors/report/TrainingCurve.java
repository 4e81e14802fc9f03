package org.mindpress.processors.report;

import java.util.List;

/**
 * {@code losses.json}: how a training went.
 *
 * @param version of this document, {@value #VERSION}
 * @param stage {@code qat} or {@code distill}
 * @param steps done
 * @param images seen in all steps, an image that came twice counted twice
 * @param batch images a step
 * @param losses mean loss of each step's batch before the update
 */
public record TrainingCurve(int version, String stage, long steps, long images, int batch, List<Float> losses) {
    public static final int VERSION = 1;

    public TrainingCurve {
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "losses.json has version " + version + ", this mindpress knows version " + VERSION);
        }
        if (steps < 0 || images < 0 || batch < 1) {
            throw new IllegalArgumentException(
                    "no training: steps=" + steps + ", images=" + images + ", batch=" + batch);
        }
        losses = List.copyOf(losses);
    }
}
