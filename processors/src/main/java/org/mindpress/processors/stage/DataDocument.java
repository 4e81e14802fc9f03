package org.mindpress.processors.stage;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code data.json} of {@code fetch}.
 *
 * @param version of this form, 1
 * @param name of the data set
 * @param classes names by label
 * @param images number by split
 * @param classCounts images per class by split, in label order
 * @param digests of the splits' content
 */
record DataDocument(
        int version,
        String name,
        List<String> classes,
        SortedMap<String, Integer> images,
        SortedMap<String, List<Integer>> classCounts,
        SortedMap<String, String> digests) {
    static final int VERSION = 1;
    static final String NAME = "data.json";

    DataDocument {
        if (version != VERSION) {
            throw new IllegalArgumentException(NAME + " has version " + version + ", expected " + VERSION);
        }
        classes = List.copyOf(classes);
        images = new TreeMap<>(images);
        classCounts = new TreeMap<>(classCounts);
        digests = new TreeMap<>(digests);
    }
}
