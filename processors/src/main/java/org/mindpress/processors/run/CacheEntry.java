package org.mindpress.processors.run;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code cache/<stage key>/<n>.json}: what a stage with that key gives. Written once; the highest n whose artifacts exist counts.
 *
 * @param version of this form, 1
 * @param stageKey the key
 * @param takenFrom manifest key of the run that computed it
 * @param outputs its artifacts
 * @param measurements its figures by name
 */
public record CacheEntry(
        int version,
        String stageKey,
        String takenFrom,
        List<ArtifactReference> outputs,
        SortedMap<String, Double> measurements) {
    public static final int VERSION = 1;

    public CacheEntry {
        Documents.requireVersion("cache entry", version, VERSION);
        outputs = List.copyOf(outputs);
        measurements = Collections.unmodifiableSortedMap(new TreeMap<>(measurements));
    }
}
