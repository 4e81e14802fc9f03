package org.mindpress.engine.infer;

/** ONNX Runtime could not open or run a model; the message names the model and the place, the cause is the library's. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
