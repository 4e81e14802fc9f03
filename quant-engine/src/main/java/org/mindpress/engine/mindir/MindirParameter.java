package org.mindpress.engine.mindir;

/**
 * A weight stored in the file.
 *
 * @param name visible name, for example {@code stem.conv.weight}
 * @param data element type, shape and content
 */
public record MindirParameter(String name, TensorData data) {

    /** Element type and shape. */
    public TensorType type() {
        return data.type();
    }
}
