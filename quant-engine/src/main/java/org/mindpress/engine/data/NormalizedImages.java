package org.mindpress.engine.data;

import java.util.Optional;

/**
 * The images of a set as a model sees them: float32 NCHW, normalised, and resized where the specification says so. The one place where pixels become model
 * input; nothing of it is kept. Immutable and thread-safe.
 */
public final class NormalizedImages {

    private final ImageSet images;
    private final Normalizer normalizer;
    private final Optional<BilinearResize> resize;

    /** IllegalArgumentException when the images have another size than the model's input and are not to be resized after normalisation. */
    public NormalizedImages(ImageSet images, InputSpecification specification) {
        ImageShape shape = images.shape();
        if (!specification.accepts(shape)) {
            throw new IllegalArgumentException(images.split().label() + " split: images are " + shape
                    + ", the model's input is " + specification.shape());
        }
        this.images = images;
        this.normalizer = new Normalizer(specification, shape.height(), shape.width());
        this.resize = shape.equals(specification.shape())
                ? Optional.empty()
                : Optional.of(new BilinearResize(shape, specification.height(), specification.width()));
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

    /** Values of one image as the model sees it: C x H x W. */
    public int imageSize() {
        return specification().shape().size();
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
        int start = images.pixelOffset(index);
        resized((values, at) -> normalizer.normalize(images.pixels(), start, values, at), target, offset);
    }

    /** Writes one view of an image, C x H x W values, from the offset on; outside the image lies 0. The view is taken at the size of the set. */
    public void fillView(int index, AugmentationView view, int padding, float[] target, int offset) {
        int start = images.pixelOffset(index);
        resized(
                (values, at) -> normalizer.normalizeView(images.pixels(), start, view, padding, values, at),
                target,
                offset);
    }

    /** Images from..from + count - 1 as a new array of count x C x H x W values. */
    public float[] batch(int from, int count) {
        float[] target = new float[Math.multiplyExact(count, imageSize())];
        fill(from, count, target);
        return target;
    }

    /** Writes normalised values of the set's size. */
    private interface Normalized {
        void write(float[] target, int offset);
    }

    private void resized(Normalized normalized, float[] target, int offset) {
        if (resize.isEmpty()) {
            normalized.write(target, offset);
            return;
        }
        float[] own = new float[images.shape().size()];
        normalized.write(own, 0);
        resize.get().apply(own, target, offset);
    }
}
