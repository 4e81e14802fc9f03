package org.mindpress.engine.data;

import java.util.List;

/**
 * A labelled data set in its three splits. Reading one split needs only its packed file ({@link PackedImages}), so a stage that works on training
 * images never holds the test images.
 *
 * @param name how messages call it
 * @param train images to learn from
 * @param validation images to choose on
 * @param test images of the final number
 */
public record DataSet(String name, ImageSet train, ImageSet validation, ImageSet test) {

    /** Checks that the splits are what they are called, not empty, and agree in image size and classes. */
    public DataSet {
        require(name, train, Split.TRAIN, train);
        require(name, validation, Split.VALIDATION, train);
        require(name, test, Split.TEST, train);
    }

    private static void require(String name, ImageSet set, Split split, ImageSet train) {
        if (set.split() != split) {
            throw new IllegalArgumentException(
                    "data set " + name + ": the " + set.split().label() + " split was given as " + split.label());
        }
        if (set.count() == 0) {
            throw new IllegalArgumentException("data set " + name + ": the " + split.label() + " split is empty");
        }
        if (!set.shape().equals(train.shape()) || !set.classNames().equals(train.classNames())) {
            throw new IllegalArgumentException("data set " + name + ": the " + split.label() + " split has images of "
                    + set.shape() + " and classes " + set.classNames() + ", train has " + train.shape() + " and "
                    + train.classNames());
        }
    }

    /** One of the three splits. */
    public ImageSet split(Split split) {
        return switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }

    /** Train, validation and test, in this order. */
    public List<ImageSet> splits() {
        return List.of(train, validation, test);
    }
}
