package org.mindpress.engine.data;

/**
 * One way of looking at an image: where the crop starts in the padded image and whether it is then mirrored left to right.
 *
 * @param offsetY first row of the crop in the padded image, 0..2 x padding
 * @param offsetX first column of the crop in the padded image, 0..2 x padding
 * @param mirrored whether left and right change places after the crop
 */
public record AugmentationView(int offsetY, int offsetX, boolean mirrored) {

    /** Checks that no offset is negative. */
    public AugmentationView {
        if (offsetY < 0 || offsetX < 0) {
            throw new IllegalArgumentException(
                    "offsets of a crop start at 0: offsetY=" + offsetY + ", offsetX=" + offsetX);
        }
    }
}
