package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The data files that an ONNX model names (onnx.proto, {@code TensorProto.external_data}, key {@code location}). */
public final class ExternalLocations {
    private ExternalLocations() {}

    /**
     * Names of the files, as the model has them: they may lead anywhere.
     *
     * @param fileName how messages call the model
     * @throws org.mindpress.engine.graph.ModelImportException when it is not an ONNX model
     */
    public static List<String> of(String fileName, byte[] onnx) {
        GraphProto graph = OnnxFile.parse(fileName, onnx).getGraph();
        Set<String> locations = new TreeSet<>();
        graph.getInitializerList().forEach(tensor -> add(tensor, locations));
        for (NodeProto node : graph.getNodeList()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasT()) {
                    add(attribute.getT(), locations);
                }
            }
        }
        return List.copyOf(locations);
    }

    private static void add(TensorProto tensor, Set<String> locations) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            for (StringStringEntryProto entry : tensor.getExternalDataList()) {
                if (entry.getKey().equals("location")) {
                    locations.add(entry.getValue());
                }
            }
        }
    }
}
