package org.mindpress.engine.data;

import java.util.Arrays;

/**
 * {@link InputSpecification#normalized} from a table of 256 values a channel, because a division a pixel costs more than a training batch can afford.
 * Immutable and thread-safe.
 */
public final class Normalizer {

    private static final int PIXEL_VALUES = 256;

    private final InputSpecification specification;
    private final int height;
    private final int width;
    private final float[][] table;

    /** For images of the model's own size. Computes the table once: 256 values a channel. */
    public Normalizer(InputSpecification specification) {
        this(specification, specification.height(), specification.width());
    }

    /** For images of another size, which are resized after normalisation. */
    Normalizer(InputSpecification specification, int height, int width) {
        this.specification = specification;
        this.height = height;
        this.width = width;
        this.table = new float[specification.channels()][PIXEL_VALUES];
        for (int channel = 0; channel < table.length; channel++) {
            for (int pixel = 0; pixel < PIXEL_VALUES; pixel++) {
                table[channel][pixel] = specification.normalized(pixel, channel);
            }
        }
    }

    /** What the model expects. */
    public InputSpecification specification() {
        return specification;
    }

    /** As {@link InputSpecification#normalize}, bit for bit. */
    public void normalize(byte[] uint8Chw, int imageOffset, float[] target, int targetOffset) {
        int plane = height * width;
        for (int channel = 0; channel < table.length; channel++) {
            float[] values = table[channel];
            int from = imageOffset + channel * plane;
            int to = targetOffset + channel * plane;
            for (int i = 0; i < plane; i++) {
                target[to + i] = values[uint8Chw[from + i] & 0xff];
            }
        }
    }

    /**
     * Normalises one augmented view of an image: shifted, and mirrored left to right. What lies outside the image becomes 0 in normalised values
     * (the mean colour), which is what padding a normalised image with zeros gives.
     *
     * @param view offsets of the crop and whether it is mirrored
     * @param padding rows and columns added on each side before the crop
     */
    public void normalizeView(
            byte[] uint8Chw, int imageOffset, AugmentationView view, int padding, float[] target, int targetOffset) {
        int shiftY = view.offsetY() - padding;
        int shiftX = view.offsetX() - padding;
        int step = view.mirrored() ? -1 : 1;
        int start = view.mirrored() ? width - 1 : 0;
        // target columns [firstColumn, endColumn) have a source column inside the image
        int firstColumn = Math.max(0, -shiftX);
        int endColumn = Math.min(width, width - shiftX);
        for (int channel = 0; channel < table.length; channel++) {
            float[] values = table[channel];
            for (int y = 0; y < height; y++) {
                int row = targetOffset + (channel * height + y) * width;
                int sourceY = y + shiftY;
                Arrays.fill(target, row, row + width, 0f);
                if (sourceY < 0 || sourceY >= height) {
                    continue;
                }
                int source = imageOffset + (channel * height + sourceY) * width + shiftX;
                for (int x = firstColumn; x < endColumn; x++) {
                    target[row + start + step * x] = values[uint8Chw[source + x] & 0xff];
                }
            }
        }
    }
}
