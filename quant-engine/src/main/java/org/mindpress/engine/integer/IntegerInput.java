package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * A graph input.
 *
 * @param name visible name in the file
 * @param shape sizes without the batch: [channels, height, width] or [features]
 * @param parameters scale and zero point of the cast to int8
 */
public record IntegerInput(String name, List<Integer> shape, QuantizationParameters parameters) {
    /** Copies the shape. */
    public IntegerInput {
        shape = List.copyOf(shape);
    }

    /** Elements of one image. */
    public int elements() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
