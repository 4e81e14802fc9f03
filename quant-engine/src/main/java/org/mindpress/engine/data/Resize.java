package org.mindpress.engine.data;

/** What becomes of images of another size than the model's input. */
public enum Resize {
    /** The image is refused by name. */
    NONE,
    /** While an image file is read: bilinear with half-pixel centres and clamped edges, rounded to uint8 half up; the aspect ratio is not kept. */
    BILINEAR,
    /**
     * After normalisation, in float32 ({@link BilinearResize}): the set keeps its images as they are, augmentation works at their size, and only what
     * the model is given has the model's size. The aspect ratio is not kept.
     */
    NORMALIZED_BILINEAR
}
