package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * One int8 tensor of the executable graph and what computes it.
 *
 * @param name layer name, unique in the model: module path from the file's scope names, else from the weight's name
 * @param node name of the node in the file; of the first one where several are fused
 * @param operator operators that are fused, for example {@code Conv2D+BiasAdd+ReLU}
 * @param shape sizes of one image, without the batch
 * @param parameters scale and zero point of the output codes
 */
public record IntegerLayer(
        String name, String node, String operator, List<Integer> shape, QuantizationParameters parameters) {
    /** Copies the shape. */
    public IntegerLayer {
        shape = List.copyOf(shape);
    }

    /** Elements of one image. */
    public int elements() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
