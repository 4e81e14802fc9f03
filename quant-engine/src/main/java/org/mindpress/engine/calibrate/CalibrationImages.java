package org.mindpress.engine.calibrate;

import org.mindpress.engine.data.NormalizedImages;

/** Unlabelled model input, image by image. Thread-safe, and the same image every time. */
public interface CalibrationImages {

    /** Number of images. */
    int count();

    /**
     * Writes one image.
     *
     * @param index in [0, count)
     * @param target receives {@code channels * height * width} normalised values
     */
    void fill(int index, float[] target);

    /** The images of a set, usually the calibration samples. */
    static CalibrationImages of(NormalizedImages images) {
        return new CalibrationImages() {
            @Override
            public int count() {
                return images.count();
            }

            @Override
            public void fill(int index, float[] target) {
                images.fill(index, target, 0);
            }
        };
    }
}
