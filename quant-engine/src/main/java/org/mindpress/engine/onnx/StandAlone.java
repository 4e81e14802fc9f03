package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ModelImportException;

/** Makes a file one that opens from its bytes alone and takes NCHW images, its nodes as they are. */
final class StandAlone {
    private StandAlone() {}

    static byte[] of(String fileName, byte[] onnx, CompanionFiles data) {
        ModelProto model = OnnxFile.parse(fileName, onnx);
        List<ImportProblem> problems = new ArrayList<>();
        ModelProto whole = ExternalTensors.inside(model, data, problems);
        OnnxFile file = OnnxFile.of(whole, problems, new ArrayList<>());
        if (!problems.isEmpty()) {
            throw new ModelImportException(fileName, problems);
        }
        if (ChannelsLast.isInputOf(file)) {
            return channelsFirst(whole, file.inputName()).toByteArray();
        }
        return whole.equals(model) ? onnx : whole.toByteArray();
    }

    private static ModelProto channelsFirst(ModelProto model, String input) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        String first = unusedName(model.getGraph(), input + "/channels-first");
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (graph.getInput(i).getName().equals(input)) {
                graph.setInput(i, permuted(graph.getInput(i), first));
            }
        }
        graph.addNode(
                0,
                NodeProto.newBuilder()
                        .setOpType("Transpose")
                        .addInput(first)
                        .addOutput(input)
                        .addAttribute(OnnxAttributes.integers("perm", ChannelsLast.TO_LAST)));
        return model.toBuilder().setGraph(graph).build();
    }

    private static ValueInfoProto permuted(ValueInfoProto input, String name) {
        ValueInfoProto.Builder permuted = input.toBuilder().setName(name);
        TensorShapeProto.Builder shape =
                permuted.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        List<TensorShapeProto.Dimension> before = List.copyOf(shape.getDimList());
        shape.clearDim();
        for (long axis : ChannelsLast.TO_FIRST) {
            shape.addDim(before.get((int) axis));
        }
        return permuted.build();
    }

    private static String unusedName(GraphProto graph, String wanted) {
        String name = wanted;
        while (isUsed(graph, name)) {
            name += "_";
        }
        return name;
    }

    private static boolean isUsed(GraphProto graph, String name) {
        return graph.getNodeList().stream()
                        .anyMatch(node -> node.getOutputList().contains(name)
                                || node.getInputList().contains(name))
                || graph.getInitializerList().stream()
                        .anyMatch(tensor -> tensor.getName().equals(name));
    }
}
