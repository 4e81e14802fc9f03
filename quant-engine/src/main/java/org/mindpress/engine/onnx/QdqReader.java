package org.mindpress.engine.onnx;

import org.mindpress.engine.quant.QuantizationDocument;
import org.mindpress.engine.quant.QuantizedModel;

/** Reads the files of {@link QdqWriter} back: the codes, scales and biases of the model that was written, bit for bit. */
public final class QdqReader {
    private QdqReader() {}

    /**
     * Reads a model.
     *
     * @param fileName how messages call it
     * @param onnx bytes that {@link QdqWriter} wrote
     * @param document the {@code quantization.json} that lies beside it: layer settings and input specification
     * @throws OnnxImportException when the bytes are not such a file, or do not belong to the document
     */
    public static QuantizedModel read(String fileName, byte[] onnx, QuantizationDocument document) {
        return java.util.Optional.<QuantizedModel>empty()
                .orElseThrow(() -> new UnsupportedOperationException(fileName + onnx.length + document));
    }
}
