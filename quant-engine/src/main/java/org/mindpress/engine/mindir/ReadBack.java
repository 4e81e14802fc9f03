package org.mindpress.engine.mindir;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The last check of a writer: what a reader finds in the bytes is what was meant. */
final class ReadBack {
    private ReadBack() {}

    /** Compares names, types and every byte of the parameters; a difference is a fault of ours, not of the caller. */
    static void requireEqual(MindirModel written, Map<String, TensorData> expected) {
        Set<String> names = new TreeSet<>();
        written.parameters().forEach(parameter -> names.add(parameter.name()));
        if (!names.equals(new TreeSet<>(expected.keySet()))) {
            throw new IllegalStateException(
                    "the written file has parameters " + names + ", expected " + new TreeSet<>(expected.keySet()));
        }
        for (MindirParameter parameter : written.parameters()) {
            TensorData meant = expected.get(parameter.name());
            if (meant == null || !meant.equals(parameter.data())) {
                throw new IllegalStateException("parameter " + parameter.name() + " reads back as " + parameter.type()
                        + " with other bytes than were written");
            }
        }
    }
}
