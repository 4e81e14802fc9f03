package org.mindpress.engine.onnx;

import java.util.List;
import org.mindpress.engine.graph.Shape;

/**
 * A tensor of the file as the lowered graph holds it. Flatten and its like change only {@code logical}; a Reshape node is made when an
 * operator needs the other form. A Transpose between NCHW and NHWC changes only {@code logical} and {@code channelsLast}.
 *
 * @param name value name in the lowered graph
 * @param physical its shape there, per image; of a channels-last tensor always {@code [channels, height, width]}
 * @param logical the shape that the file gives it, per image
 * @param channelsLast whether the file counts the elements by height, width, channel: {@code logical} is then
 *     {@code [height, width, channels]} or their product
 * @param exclusive whether exactly one node of the file reads it
 * @param reshapeName what a Reshape node to the logical shape is to be called
 */
record ImportedValue(
        String name,
        Shape physical,
        List<Integer> logical,
        boolean channelsLast,
        boolean exclusive,
        String reshapeName) {

    ImportedValue {
        logical = List.copyOf(logical);
    }

    /** Elements of one image. */
    int elements() {
        return physical.elements();
    }

    /** Whether an element's place differs between the file and the lowered graph. */
    boolean isReordered() {
        return channelsLast && physical.channels() > 1 && physical.height() * physical.width() > 1;
    }

    /** Whether the file holds it as a map {@code [height, width, channels]}. */
    boolean isChannelsLastMap() {
        return channelsLast && logical.size() == 3;
    }

    ImportedValue reshaped(List<Integer> other, boolean otherChannelsLast, boolean exclusiveUse, String name) {
        return new ImportedValue(this.name, physical, other, otherChannelsLast, exclusive && exclusiveUse, name);
    }
}
