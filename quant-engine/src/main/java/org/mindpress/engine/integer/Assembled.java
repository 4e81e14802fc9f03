package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/**
 * An operation built from one group of nodes.
 *
 * @param operation what runs
 * @param shape output of one image
 * @param dimensions the same as the file writes it
 * @param parameters scale and zero point of the output
 * @param origin kind of producer
 * @param weight name of the weight's parameter, empty without one
 */
record Assembled(
        Operation operation,
        MapShape shape,
        List<Integer> dimensions,
        QuantizationParameters parameters,
        Tensor.Origin origin,
        String weight) {

    static Assembled of(Operation operation, MapShape shape, QuantizationParameters parameters, Tensor.Origin origin) {
        List<Integer> dimensions = List.of(shape.channels(), shape.height(), shape.width());
        return new Assembled(operation, shape, dimensions, parameters, origin, "");
    }

    Assembled withWeight(String name) {
        return new Assembled(operation, shape, dimensions, parameters, origin, name);
    }

    Assembled withDimensions(List<Integer> other) {
        return new Assembled(operation, shape, List.copyOf(other), parameters, origin, weight);
    }
}
