package org.mindpress.engine.data;

import java.util.Arrays;
import java.util.List;

/**
 * Splits a data set that comes with train and test files: test as given, validation the last 5,000 of the train files (the last tenth when there are fewer
 * than 50,000), train the rest.
 */
final class OfficialSplit {

    private static final int VALIDATION_IMAGES = 5_000;
    private static final int VALIDATION_SHARE = 10;

    private final String name;
    private final ImageShape shape;
    private final List<String> classNames;

    OfficialSplit(String name, ImageShape shape, List<String> classNames) {
        this.name = name;
        this.shape = shape;
        this.classNames = classNames;
    }

    static int validationImages(int trainFileImages) {
        return Math.min(VALIDATION_IMAGES, Math.max(1, trainFileImages / VALIDATION_SHARE));
    }

    DataSet split(byte[] trainPixels, int[] trainLabels, byte[] testPixels, int[] testLabels) throws DataSetException {
        int count = trainLabels.length;
        if (count < 2) {
            throw new DataSetException("data set " + name + ": the train files hold " + count
                    + " images, expected at least 2: one to train on, one to validate");
        }
        int train = count - validationImages(count);
        int border = train * shape.size();
        return new DataSet(
                name,
                ImageSet.owning(
                        Split.TRAIN,
                        shape,
                        classNames,
                        Arrays.copyOf(trainPixels, border),
                        Arrays.copyOf(trainLabels, train)),
                ImageSet.owning(
                        Split.VALIDATION,
                        shape,
                        classNames,
                        Arrays.copyOfRange(trainPixels, border, trainPixels.length),
                        Arrays.copyOfRange(trainLabels, train, count)),
                ImageSet.owning(Split.TEST, shape, classNames, testPixels, testLabels));
    }
}
