package org.mindpress.engine.integer;

import java.util.List;

/**
 * A deployment graph ready to run.
 *
 * @param fileBatch batch size that the file fixes
 * @param inputs graph inputs in call order
 * @param casts their casts to int8
 * @param steps operations, producers first
 */
record ExecutableGraph(int fileBatch, List<IntegerInput> inputs, List<InputCast> casts, List<Step> steps) {
    ExecutableGraph {
        inputs = List.copyOf(inputs);
        casts = List.copyOf(casts);
        steps = List.copyOf(steps);
    }
}
