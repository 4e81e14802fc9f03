package org.mindpress.engine.data;

/**
 * The augmentation "pad, crop at random, flip at random". Which view an image gets depends on (seed, epoch, index) alone: not on the batch,
 * the order or the thread, so a training that resumes inside an epoch sees what an uninterrupted one sees, and teacher logits can be cached by view.
 *
 * @param padding rows and columns added on each side before the crop, 0 for no crop
 * @param flip whether half of the views are mirrored left to right
 */
public record CropFlip(int padding, boolean flip) {

    /** Checks that the padding is not negative. */
    public CropFlip {
        if (padding < 0 || padding > 1024) {
            throw new IllegalArgumentException("padding must be 0 to 1024: " + padding);
        }
    }

    /** The usual one for CIFAR-10: padding 4, flip. */
    public static CropFlip standard() {
        return new CropFlip(4, true);
    }

    /** Every view is the image itself. */
    public static CropFlip none() {
        return new CropFlip(0, false);
    }

    /** The view of one image in one epoch; offsets and flip are uniform and independent. */
    public AugmentationView view(long seed, int epoch, int index) {
        SeededRandom random = SeededRandom.of(seed, SeededRandom.AUGMENTATION, epoch, index);
        int offsetY = random.below(2 * padding + 1);
        int offsetX = random.below(2 * padding + 1);
        boolean mirrored = random.below(2) == 1;
        return new AugmentationView(offsetY, offsetX, flip && mirrored);
    }

    /** The view that shows the image unchanged. */
    public AugmentationView identity() {
        return new AugmentationView(padding, padding, false);
    }

    /** How many different views there are. */
    public int views() {
        int offsets = 2 * padding + 1;
        return offsets * offsets * (flip ? 2 : 1);
    }

    /** Number of a view, 0..{@link #views} - 1: a key for what is cached by view. */
    public int viewNumber(AugmentationView view) {
        int offsets = 2 * padding + 1;
        if (view.offsetY() >= offsets || view.offsetX() >= offsets || (view.mirrored() && !flip)) {
            throw new IllegalArgumentException(view + " is no view of " + this);
        }
        return ((view.mirrored() ? offsets : 0) + view.offsetY()) * offsets + view.offsetX();
    }
}
