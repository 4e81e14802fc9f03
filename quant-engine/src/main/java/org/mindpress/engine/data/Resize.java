package org.mindpress.engine.data;

/** What a reader of image files does with an image of another size than the model's. */
public enum Resize {
    /** The image is refused by name. */
    NONE,
    /** Bilinear with half-pixel centres and clamped edges, rounded to uint8 half up; the aspect ratio is not kept. */
    BILINEAR
}
