package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.List;
import org.mindpress.engine.graph.BatchNormalizationFolding;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;

/**
 * Writes a float graph in device form as ONNX (opset 17, IR 8, dynamic batch). The same graph gives the same bytes, and reading the bytes
 * with {@link OnnxReader} gives the same graph. Each tensor has the name of the node that computes it, the last one the name of the
 * graph's output.
 */
public final class OnnxWriter {
    private OnnxWriter() {}

    /** The file; BatchNormalization stays a node where the graph has one. */
    public static byte[] write(ModelGraph graph) {
        GraphProto.Builder made = ModelFrame.begin(graph);
        graph.constants().forEach((name, tensor) -> made.addInitializer(Initializers.floats(name, tensor)));
        for (Node node : graph.nodes()) {
            boolean last = node.equals(graph.outputNode());
            List<String> inputs = node.inputs();
            DeviceNodes.add(made, node, inputs, last ? graph.outputName() : node.name());
        }
        return ModelFrame.finish(made, ModelFrame.DEVICE_FORM);
    }

    /** The file of the graph with batch norm folded into the convolutions. */
    public static byte[] writeFolded(ModelGraph graph) {
        return write(BatchNormalizationFolding.fold(graph));
    }
}
