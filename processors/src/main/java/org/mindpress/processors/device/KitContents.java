package org.mindpress.processors.device;

/**
 * How much a kit holds.
 *
 * @param images first images of the test split, at least 1
 * @param calibrationImages of the run's calibration samples, for MindSpore Lite's own post-training quantisation; 0 leaves that out
 */
public record KitContents(int images, int calibrationImages) {
    /** Images when nobody says how many. */
    public static final int USUAL_IMAGES = 100;

    public KitContents {
        if (images < 1 || calibrationImages < 0) {
            throw new IllegalArgumentException("a kit needs at least 1 image and no negative number of calibration"
                    + " images: images=" + images + ", calibrationImages=" + calibrationImages);
        }
    }
}
