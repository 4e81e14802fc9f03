package org.mindpress.engine.data;

/** The images of a set as a model sees them: float32 NCHW, normalised. The one place where pixels become model input. Immutable and thread-safe. */
public final class NormalizedImages {

    private final ImageSet images;
    private final Normalizer normalizer;

    /** IllegalArgumentException when the images have another size than the model's input. */
    public NormalizedImages(ImageSet images, InputSpecification specification) {
        if (!images.shape().equals(specification.shape())) {
            throw new IllegalArgumentException(images.split().label() + " split: images are " + images.shape()
                    + ", the model's input is " + specification.shape());
        }
        this.images = images;
        this.normalizer = new Normalizer(specification);
    }

    /** The images behind it. */
    public ImageSet images() {
        return images;
    }

    /** What the model expects. */
    public InputSpecification specification() {
        return normalizer.specification();
    }

    /** Number of images. */
    public int count() {
        return images.count();
    }

    /** Values of one image: C x H x W. */
    public int imageSize() {
        return images.shape().size();
    }

    /**
     * Writes images from..from + count - 1.
     *
     * @param target receives count x C x H x W values from its start
     */
    public void fill(int from, int count, float[] target) {
        for (int i = 0; i < count; i++) {
            fill(from + i, target, i * imageSize());
        }
    }

    /** Writes one image, C x H x W values, from the offset on. */
    public void fill(int index, float[] target, int offset) {
        normalizer.normalize(images.pixels(), images.pixelOffset(index), target, offset);
    }

    /** Writes one view of an image, C x H x W values, from the offset on; outside the image lies 0. */
    public void fillView(int index, AugmentationView view, int padding, float[] target, int offset) {
        normalizer.normalizeView(images.pixels(), images.pixelOffset(index), view, padding, target, offset);
    }

    /** Images from..from + count - 1 as a new array of count x C x H x W values. */
    public float[] batch(int from, int count) {
        float[] target = new float[Math.multiplyExact(count, imageSize())];
        fill(from, count, target);
        return target;
    }
}
