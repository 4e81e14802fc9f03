package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.ModelGraph;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Shape;

/**
 * Reads the files of {@link OnnxWriter} node by node, so that names, order and shared constants stay as they were. Attributes
 * that the writer always writes alike are not looked at: the caller compares what the graph is written to with the file.
 */
final class DeviceFormReader {
    private DeviceFormReader() {}

    /** The graph as it was written; empty when the file is not of this form. */
    static Optional<ModelGraph> read(ModelProto model) {
        if (!ModelFrame.is(model, ModelFrame.DEVICE_FORM)) {
            return Optional.empty();
        }
        try {
            return Optional.of(graph(model));
        } catch (ImportRefusal | IllegalArgumentException | ArithmeticException edited) {
            return Optional.empty();
        }
    }

    private static ModelGraph graph(ModelProto model) {
        List<ImportProblem> problems = new ArrayList<>();
        OnnxFile file = OnnxFile.of(model, problems, new ArrayList<>());
        if (!problems.isEmpty() || file.fixedBatch().isPresent()) {
            throw new ImportRefusal("its frame is another one", "");
        }
        Shape input = file.inputShape().orElseThrow(() -> new ImportRefusal("it has no input", ""));
        GraphProto graph = model.getGraph();
        Map<String, String> nodeOfValue = new HashMap<>(Map.of(file.inputName(), file.inputName()));
        Set<String> small = new HashSet<>();
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            OnnxNode node = new OnnxNode(graph.getNode(i), i, 17);
            int own = DeviceNodeReader.ownInputs(node);
            List<String> inputs = node.inputs().subList(0, own).stream()
                    .map(name -> nodeOfValue.getOrDefault(name, name))
                    .toList();
            small.addAll(node.inputs().subList(own, node.inputs().size()));
            nodes.add(DeviceNodeReader.node(node, inputs, name -> integers(file, name)));
            nodeOfValue.put(node.output(), node.name());
        }
        Map<String, FloatTensor> constants = new LinkedHashMap<>();
        file.initializers().forEach((name, tensor) -> {
            if (!small.contains(name)) {
                constants.put(name, TensorDecoder.floats(tensor));
            }
        });
        ModelGraph read =
                new ModelGraph(file.graphName(), file.inputName(), input, nodes, constants, file.outputName());
        if (!read.outputNode().name().equals(nodeOfValue.get(file.outputName()))) {
            throw new ImportRefusal("its output is not the last node", "");
        }
        return read;
    }

    private static long[] integers(OnnxFile file, String name) {
        TensorProto tensor = file.initializers().get(name);
        if (tensor == null) {
            throw new ImportRefusal("initializer " + name + " is missing", "");
        }
        return TensorDecoder.integers(tensor);
    }
}
