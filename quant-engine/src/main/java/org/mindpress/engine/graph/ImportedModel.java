package org.mindpress.engine.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as it came from a file, lowered to the device form.
 *
 * @param graph device form; batch norm is still a node where the file has one
 * @param notes what the import decided, for people: fixed batch made dynamic, nodes dropped
 * @param originalNames node of the graph to name of the file's node that it came from, in graph order
 * @param quantization what the file says of its codes, when it was quantised before
 */
public record ImportedModel(
        ModelGraph graph,
        List<String> notes,
        Map<String, String> originalNames,
        Optional<StoredQuantization> quantization) {

    public ImportedModel {
        notes = List.copyOf(notes);
        originalNames = Collections.unmodifiableMap(new LinkedHashMap<>(originalNames));
    }

    /** A float model. */
    public ImportedModel(ModelGraph graph, List<String> notes, Map<String, String> originalNames) {
        this(graph, notes, originalNames, Optional.empty());
    }
}
