package org.mindpress.engine.onnx;

import java.util.List;
import org.mindpress.engine.graph.Shape;

/**
 * A tensor of the file as the lowered graph holds it. Flatten and its like change only {@code logical}; a Reshape node is made when an
 * operator needs the other form.
 *
 * @param name value name in the lowered graph
 * @param physical its shape there, per image
 * @param logical the shape that the file gives it, per image
 * @param exclusive whether exactly one node of the file reads it
 * @param reshapeName what a Reshape node to the logical shape is to be called
 */
record ImportedValue(String name, Shape physical, List<Integer> logical, boolean exclusive, String reshapeName) {

    ImportedValue {
        logical = List.copyOf(logical);
    }

    /** Elements of one image. */
    int elements() {
        return physical.elements();
    }

    ImportedValue reshaped(List<Integer> other, boolean exclusiveUse, String name) {
        return new ImportedValue(this.name, physical, other, exclusive && exclusiveUse, name);
    }
}
