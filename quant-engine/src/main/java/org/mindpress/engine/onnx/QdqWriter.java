package org.mindpress.engine.onnx;

import org.mindpress.engine.quant.QuantizedModel;

/**
 * Writes a quantised model as ONNX with QuantizeLinear and DequantizeLinear (opset 17, IR 8, dynamic batch): uint8 activations (code and
 * zero point plus 128), int8 weights along axis 0, int32 biases. The same model gives the same bytes.
 */
public final class QdqWriter {
    private QdqWriter() {}

    /** The file. */
    public static byte[] write(QuantizedModel model) {
        return java.util.Optional.<byte[]>empty()
                .orElseThrow(
                        () -> new UnsupportedOperationException(model.graph().name()));
    }
}
