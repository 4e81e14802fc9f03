package org.mindpress.engine.importer;

import java.util.List;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * What a layer of a file computes.
 *
 * @param name of the value in the translated graph
 * @param isMap whether it is a map; otherwise flat features
 */
record LayerValue(String name, boolean isMap) {

    static LayerValue map(String name) {
        return new LayerValue(name, true);
    }

    static LayerValue flat(String name) {
        return new LayerValue(name, false);
    }

    /** The one input of a layer. */
    static LayerValue single(List<LayerValue> inputs) {
        if (inputs.size() != 1) {
            throw new ImportRefusal(inputs.size() + " inputs, expected 1", "save the model again");
        }
        return inputs.get(0);
    }

    /** Name of the one input of a layer that works on maps. */
    static String mapIn(List<LayerValue> inputs) {
        if (!single(inputs).isMap()) {
            throw new ImportRefusal(
                    "its input is flat, expected a map", "put it before the map is flattened or pooled as a whole");
        }
        return inputs.get(0).name();
    }

    /** Name of the one input of a layer that works on features. */
    static String featuresIn(List<LayerValue> inputs) {
        if (single(inputs).isMap()) {
            throw new ImportRefusal(
                    "its input is a map, expected features", "flatten the map or pool it as a whole before it");
        }
        return inputs.get(0).name();
    }

    /** The same kind of tensor under another name. */
    LayerValue renamed(String other) {
        return new LayerValue(other, isMap);
    }
}
