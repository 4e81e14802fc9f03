package org.mindpress.engine.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds images that are the same, pixel for pixel, in two splits: with them a net is tested on what it learned. CIFAR-10, MNIST and Fashion-MNIST in their
 * official splits have none.
 */
public final class DuplicateImages {

    private DuplicateImages() {}

    /**
     * One image that two splits share.
     *
     * @param first the earlier split in the order train, validation, test
     * @param firstIndex number within that split
     * @param second the later split
     * @param secondIndex number within that split
     */
    public record Pair(Split first, int firstIndex, Split second, int secondIndex) {}

    /** All pairs across splits, in the order of the later image; an image is paired with its first appearance. Cost: SHA-256 of all pixels. */
    public static List<Pair> acrossSplits(DataSet dataSet) {
        Map<String, Pair> firstSeen = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        for (ImageSet set : dataSet.splits()) {
            for (int i = 0; i < set.count(); i++) {
                Pair here = new Pair(set.split(), i, set.split(), i);
                Pair first = firstSeen.putIfAbsent(set.imageDigest(i), here);
                if (first != null && first.first() != set.split()) {
                    pairs.add(new Pair(first.first(), first.firstIndex(), set.split(), i));
                }
            }
        }
        return pairs;
    }

    /** Hands the data set back when no image is in two splits; otherwise names all such images by their places. */
    static DataSet refuse(DataSet dataSet, ImagePlaces places) throws DataSetException {
        Problems problems = new Problems();
        for (Pair pair : acrossSplits(dataSet)) {
            problems.add("data set " + dataSet.name() + ": " + places.place(pair.second(), pair.secondIndex()) + " ("
                    + pair.second().label() + ") is the same image as "
                    + places.place(pair.first(), pair.firstIndex()) + " ("
                    + pair.first().label()
                    + "). Remove one of them.");
        }
        problems.refuse();
        return dataSet;
    }
}
