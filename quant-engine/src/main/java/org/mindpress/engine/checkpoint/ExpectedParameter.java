package org.mindpress.engine.checkpoint;

import java.util.List;

/**
 * A parameter that an architecture asks for.
 *
 * @param name in the checkpoint
 * @param dimensions in the checkpoint
 * @param constant its name in the graph
 * @param constantDimensions its shape in the graph; as many elements
 * @param variance whether it is a variance and so never negative
 */
record ExpectedParameter(
        String name, List<Integer> dimensions, String constant, List<Integer> constantDimensions, boolean variance) {

    ExpectedParameter {
        dimensions = List.copyOf(dimensions);
        constantDimensions = List.copyOf(constantDimensions);
    }

    static ExpectedParameter of(String name, String constant, Integer... dimensions) {
        return new ExpectedParameter(name, List.of(dimensions), constant, List.of(dimensions), false);
    }
}
