package org.mindpress.engine.mindir;

/**
 * A graph input.
 *
 * @param name visible name: what follows the first colon of the name in the file
 * @param type element type and shape
 */
public record MindirInput(String name, TensorType type) {}
