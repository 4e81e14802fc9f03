package org.mindpress.engine.onnx;

/**
 * One number of a shape that the file computes.
 *
 * @param batch whether it is the number of images
 * @param value the number otherwise
 */
record Size(boolean batch, long value) {
    static final Size BATCH = new Size(true, 0);

    static Size of(long value) {
        return new Size(false, value);
    }
}
