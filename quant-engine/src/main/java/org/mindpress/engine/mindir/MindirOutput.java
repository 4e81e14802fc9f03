package org.mindpress.engine.mindir;

import java.util.Optional;

/**
 * A result of the graph.
 *
 * @param name name of the node that the file returns (a Depend is named although the operand looks through it)
 * @param source what is returned
 * @param type declared element type and shape, when the file states them
 */
public record MindirOutput(String name, Operand source, Optional<TensorType> type) {}
