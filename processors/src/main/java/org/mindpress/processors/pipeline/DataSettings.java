package org.mindpress.processors.pipeline;

import java.util.List;
import java.util.stream.IntStream;
import org.mindpress.engine.data.Cifar10Reader;
import org.mindpress.engine.data.ClassFolderReader;
import org.mindpress.engine.data.CropFlip;
import org.mindpress.engine.data.DataSetReader;
import org.mindpress.engine.data.IdxReader;
import org.mindpress.engine.data.InputSpecification;
import org.mindpress.engine.data.SplitFractions;

/**
 * The images of a pipeline.
 *
 * @param set folder under {@code datasets/} in the bucket
 * @param format form of the files
 * @param classes class names by label for {@link DataFormat#IDX}; empty for the labels themselves
 * @param split shares and seed for {@link DataFormat#FOLDERS}
 * @param generated whether the images are made up, so that accuracy means nothing
 * @param completeness what tells that an upload has ended
 * @param newData what an upload that has ended starts
 * @param augmentation of training images
 */
public record DataSettings(
        String set,
        DataFormat format,
        List<String> classes,
        SplitFractions split,
        boolean generated,
        Completeness completeness,
        NewData newData,
        CropFlip augmentation) {
    /** Name of the object that ends an upload. */
    public static final String MARKER = "_READY";

    private static final int DIGITS = 10;

    public DataSettings {
        classes = List.copyOf(classes);
    }

    /** Prefix of the set's objects in the bucket. */
    public String prefix() {
        return "datasets/" + set + "/";
    }

    /** The reader for this format. */
    public DataSetReader reader(InputSpecification input) {
        return switch (format) {
            case CIFAR_10 -> new Cifar10Reader();
            case IDX ->
                new IdxReader(
                        classes.isEmpty()
                                ? IntStream.range(0, DIGITS)
                                        .mapToObj(Integer::toString)
                                        .toList()
                                : classes);
            case FOLDERS -> new ClassFolderReader(input, split);
        };
    }
}
