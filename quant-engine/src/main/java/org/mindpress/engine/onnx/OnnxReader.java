package org.mindpress.engine.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads float ONNX models, opset 11 to 21, and lowers them to the device form. Everything that cannot be read or run is reported at
 * once; whether the result can be trained says {@code TrainableOperators}.
 */
public final class OnnxReader {
    private OnnxReader() {}

    /**
     * Reads a file.
     *
     * @throws OnnxImportException when it is not an ONNX model or cannot be lowered
     * @throws IOException when the file cannot be read
     */
    public static ImportedModel read(Path file) throws IOException {
        return read(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    }

    /**
     * Reads the bytes of a file.
     *
     * @param fileName how messages call it
     * @throws OnnxImportException when they are not an ONNX model or cannot be lowered
     */
    public static ImportedModel read(String fileName, byte[] onnx) {
        return java.util.Optional.<ImportedModel>empty().orElseThrow(() -> new UnsupportedOperationException(fileName + onnx.length));
    }
}
