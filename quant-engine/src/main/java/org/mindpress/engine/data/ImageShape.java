package org.mindpress.engine.data;

/**
 * Size of the images of a set, which all have the same.
 *
 * @param channels channels, 1 or 3
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageShape(int channels, int height, int width) {

    /** Checks that no size is below 1 and that one image fits into an array. */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "an image needs positive sizes: channels=" + channels + ", height=" + height + ", width=" + width);
        }
        if ((long) channels * height * width > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "an image of " + channels + " x " + height + " x " + width + " values is too large");
        }
    }

    /** Values of one image: channels x height x width; as uint8 also its bytes. */
    public int size() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return channels + " x " + height + " x " + width;
    }
}
