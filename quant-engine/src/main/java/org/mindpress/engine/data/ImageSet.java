package org.mindpress.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The images of one split, packed as uint8 NCHW, with their labels when there are any. Immutable and thread-safe; memory: the pixels (at most 2 GiB)
 * and four bytes a label.
 */
public final class ImageSet {

    private final Split split;
    private final ImageShape shape;
    private final List<String> classNames;
    private final byte[] pixels;
    private final int[] labels;

    private ImageSet(Split split, ImageShape shape, List<String> classNames, byte[] pixels, int[] labels) {
        this.split = split;
        this.shape = shape;
        this.classNames = List.copyOf(classNames);
        this.pixels = pixels;
        this.labels = labels;
        if (pixels.length % shape.size() != 0) {
            throw new IllegalArgumentException(split.label() + " split: " + pixels.length
                    + " bytes are not a whole number of images of " + shape.size() + " bytes");
        }
        if (labelled() && labels.length != count()) {
            throw new IllegalArgumentException(
                    split.label() + " split: " + count() + " images, but " + labels.length + " labels");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classNames.size()) {
                throw new IllegalArgumentException(split.label() + " split: label " + labels[i] + " of image " + i
                        + " is outside 0.." + (classNames.size() - 1));
            }
        }
    }

    /**
     * A labelled set.
     *
     * @param pixels uint8, N x C x H x W
     * @param labels N numbers of classes, 0..classNames.size() - 1
     */
    public static ImageSet labelled(
            Split split, ImageShape shape, List<String> classNames, byte[] pixels, int[] labels) {
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException(split.label() + " split: a labelled set needs class names");
        }
        return new ImageSet(split, shape, classNames, pixels.clone(), labels.clone());
    }

    /** A set without labels, good enough for calibration. */
    public static ImageSet unlabelled(Split split, ImageShape shape, byte[] pixels) {
        return new ImageSet(split, shape, List.of(), pixels.clone(), new int[0]);
    }

    /** Takes the arrays without a copy: for readers, which hand them over and forget them. */
    static ImageSet owning(Split split, ImageShape shape, List<String> classNames, byte[] pixels, int[] labels) {
        return new ImageSet(split, shape, classNames, pixels, labels);
    }

    /** The split that these images belong to. */
    public Split split() {
        return split;
    }

    /** Size of every image. */
    public ImageShape shape() {
        return shape;
    }

    /** Number of images, N. */
    public int count() {
        return pixels.length / shape.size();
    }

    /** Names of the classes by number; empty for a set without labels. */
    public List<String> classNames() {
        return classNames;
    }

    /** Whether images have labels. */
    public boolean labelled() {
        return !classNames.isEmpty();
    }

    /** Class of one image; IllegalStateException for a set without labels. */
    public int label(int index) {
        requireLabels();
        return labels[index];
    }

    /** Classes of all images; the array is the caller's. */
    public int[] labels() {
        requireLabels();
        return labels.clone();
    }

    /** Images of each class, by class number; empty for a set without labels. */
    public int[] classCounts() {
        int[] counts = new int[classNames.size()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** Pixels of one image, uint8 CHW; the array is the caller's. */
    public byte[] image(int index) {
        byte[] target = new byte[shape.size()];
        copyImage(index, target, 0);
        return target;
    }

    /** Copies the pixels of one image, uint8 CHW. */
    public void copyImage(int index, byte[] target, int offset) {
        System.arraycopy(pixels, pixelOffset(index), target, offset, shape.size());
    }

    /** The first images of this split, in order; all of them when there are no more than asked for. */
    public ImageSet first(int images) {
        if (images < 1) {
            throw new IllegalArgumentException(split.label() + " split: a part needs at least 1 image: " + images);
        }
        if (images >= count()) {
            return this;
        }
        int[] indices = new int[images];
        for (int i = 0; i < images; i++) {
            indices[i] = i;
        }
        return select(indices);
    }

    /** The images with these numbers, in this order, as a set of the same split. */
    public ImageSet select(int[] indices) {
        int size = shape.size();
        byte[] chosen = new byte[Math.multiplyExact(indices.length, size)];
        int[] chosenLabels = new int[labelled() ? indices.length : 0];
        for (int i = 0; i < indices.length; i++) {
            copyImage(indices[i], chosen, i * size);
            if (labelled()) {
                chosenLabels[i] = labels[indices[i]];
            }
        }
        return new ImageSet(split, shape, classNames, chosen, chosenLabels);
    }

    /** SHA-256 of shape, class names, labels and pixels in hexadecimal; the split does not count. Cost: one pass over the pixels. */
    public String digest() {
        Sha256 sha256 = new Sha256();
        sha256.update("mindpress images 1\n" + shape + "\n" + count() + "\n");
        for (String name : classNames) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            sha256.update(text.length + ":");
            sha256.update(text, 0, text.length);
        }
        ByteBuffer packed = ByteBuffer.allocate(labels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        packed.asIntBuffer().put(labels);
        sha256.update("\n");
        sha256.update(packed.array(), 0, packed.capacity());
        sha256.update(pixels, 0, pixels.length);
        return sha256.hex();
    }

    /** SHA-256 of the pixels of one image in hexadecimal. */
    public String imageDigest(int index) {
        Sha256 sha256 = new Sha256();
        sha256.update(pixels, pixelOffset(index), shape.size());
        return sha256.hex();
    }

    /** Says why this set cannot feed a model of this input specification and class count; empty when it can. */
    public Optional<String> mismatch(InputSpecification specification, int classes) {
        if (!specification.accepts(shape)) {
            boolean resizable = specification.channels() == shape.channels();
            return Optional.of(split.label() + " split: images are " + shape + ", the model's input is "
                    + specification.shape()
                    + (resizable ? ". Remedy: resize: normalized-bilinear in the input specification" : ""));
        }
        if (labelled() && classNames.size() != classes) {
            return Optional.of(split.label() + " split: the data set has " + classNames.size()
                    + " classes, the model has " + classes + " outputs");
        }
        return Optional.empty();
    }

    /** The pixels themselves, for readers of this package that copy out of them. */
    byte[] pixels() {
        return pixels;
    }

    int pixelOffset(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException(
                    split.label() + " split: image " + index + " is outside 0.." + (count() - 1));
        }
        return index * shape.size();
    }

    private void requireLabels() {
        if (!labelled()) {
            throw new IllegalStateException(split.label() + " split: the images have no labels");
        }
    }
}
