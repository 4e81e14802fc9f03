package org.mindpress.engine.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Splits images that come without an official split: SHA-256 of (seed, pixels) as a number in 0..1 falls into the share of test, of validation, or of train.
 * So an image keeps its split when others are added or removed, and identical images are never in two splits.
 *
 * @param validation share of the images that become validation
 * @param test share of the images that become test
 * @param seed decides which
 */
public record SplitFractions(double validation, double test, long seed) {

    /** Checks that each share is above 0 and that something is left to train on. */
    public SplitFractions {
        if (!(validation > 0) || !(test > 0) || !(validation + test < 1)) {
            throw new IllegalArgumentException("shares of validation and test must be above 0 and below 1 together: "
                    + "validation=" + validation + ", test=" + test);
        }
    }

    /** The split of an image.
     *
     * @param shape its size as stored in its file
     * @param pixels uint8 CHW
     */
    Split splitOf(ImageShape shape, byte[] pixels) {
        Sha256 sha256 = new Sha256();
        byte[] header = ("mindpress split 1\n" + seed + "\n" + shape + "\n").getBytes(StandardCharsets.UTF_8);
        sha256.update(header, 0, header.length);
        sha256.update(pixels, 0, pixels.length);
        double position = (ByteBuffer.wrap(sha256.bytes()).getLong() >>> 11) * 0x1p-53;
        if (position < test) {
            return Split.TEST;
        }
        return position < test + validation ? Split.VALIDATION : Split.TRAIN;
    }
}
