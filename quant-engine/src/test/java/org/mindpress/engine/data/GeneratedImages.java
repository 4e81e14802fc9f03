package org.mindpress.engine.data;

import java.util.List;
import java.util.Random;

/** Small sets of random pixels for tests: the same seed gives the same set. */
public final class GeneratedImages {

    private GeneratedImages() {}

    /** A labelled set of a split; classes take turns. */
    public static ImageSet labelled(Split split, ImageShape shape, int count, int classes, long seed) {
        byte[] pixels = new byte[count * shape.size()];
        new Random(seed).nextBytes(pixels);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
        }
        List<String> names = java.util.stream.IntStream.range(0, classes)
                .mapToObj(i -> "class" + i)
                .toList();
        return ImageSet.labelled(split, shape, names, pixels, labels);
    }

    /** Three splits with different pixels: 50, 20 and 30 images. */
    public static DataSet dataSet(ImageShape shape, int classes, long seed) {
        return new DataSet(
                "generated",
                labelled(Split.TRAIN, shape, 50, classes, seed),
                labelled(Split.VALIDATION, shape, 20, classes, seed + 1),
                labelled(Split.TEST, shape, 30, classes, seed + 2));
    }
}
