package org.mindpress.processors.stage;

import java.util.List;

/**
 * {@code graph.json} of {@code import}.
 *
 * @param version of this form, 1
 * @param model name of the graph
 * @param parameters weights and biases
 * @param multiplyAccumulates of the convolutions for one image
 * @param plan one line a layer: kind, granularity, bits, observer, delay
 * @param notes what the import decided or warns of
 */
record GraphDocument(
        int version, String model, long parameters, long multiplyAccumulates, List<String> plan, List<String> notes) {
    static final int VERSION = 1;
    static final String NAME = "graph.json";

    GraphDocument {
        if (version != VERSION) {
            throw new IllegalArgumentException(NAME + " has version " + version + ", expected " + VERSION);
        }
        plan = List.copyOf(plan);
        notes = List.copyOf(notes);
    }
}
