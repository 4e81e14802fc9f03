package org.mindpress.engine.onnx;

import java.io.IOException;
import java.util.Optional;

/** Where the files are that hold numbers of an ONNX model beside it. */
@FunctionalInterface
public interface ExternalData {

    /**
     * Reads a file.
     *
     * @param location relative to the model's folder, with {@code /}, never leading out of it
     * @return its bytes, which nobody writes to; empty when there is none
     */
    Optional<byte[]> read(String location) throws IOException;
}
