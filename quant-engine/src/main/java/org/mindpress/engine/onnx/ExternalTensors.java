package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mindpress.engine.graph.CompanionFiles;
import org.mindpress.engine.graph.ImportProblem;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * Puts numbers that lie in other files (onnx.proto, TensorProto.external_data) where the reader expects them. Slices share the bytes
 * of their file, and all slices of a file together may not be longer than it.
 */
final class ExternalTensors {
    private static final String AGAIN = "copy the model's data files beside it, or save the model as one file";

    private final CompanionFiles data;
    private final List<ImportProblem> problems;
    private final Map<String, Optional<byte[]>> files = new HashMap<>();
    private final Map<String, Long> taken = new HashMap<>();

    private ExternalTensors(CompanionFiles data, List<ImportProblem> problems) {
        this.data = data;
        this.problems = problems;
    }

    /** The model with all numbers inside; what is wrong with a tensor is added to the list and the tensor left as it was. */
    static ModelProto inside(ModelProto model, CompanionFiles data, List<ImportProblem> problems) {
        GraphProto graph = model.getGraph();
        boolean any = graph.getInitializerList().stream().anyMatch(ExternalTensors::isExternal)
                || graph.getNodeList().stream().anyMatch(ExternalTensors::holdsExternal);
        return any ? new ExternalTensors(data, problems).inside(model) : model;
    }

    private static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private static boolean holdsExternal(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(attribute -> attribute.hasT() && isExternal(attribute.getT()));
    }

    private ModelProto inside(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (isExternal(graph.getInitializer(i))) {
                graph.setInitializer(i, inside(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (holdsExternal(graph.getNode(i))) {
                NodeProto.Builder node = graph.getNode(i).toBuilder();
                for (int j = 0; j < node.getAttributeCount(); j++) {
                    AttributeProto attribute = node.getAttribute(j);
                    if (attribute.hasT() && isExternal(attribute.getT())) {
                        node.setAttribute(j, attribute.toBuilder().setT(inside(attribute.getT())));
                    }
                }
                graph.setNode(i, node);
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private TensorProto inside(TensorProto tensor) {
        try {
            ByteString slice = slice(tensor);
            return tensor.toBuilder()
                    .clearExternalData()
                    .clearDataLocation()
                    .setRawData(slice)
                    .build();
        } catch (ImportRefusal refusal) {
            problems.add(new ImportProblem("tensor " + tensor.getName(), "", refusal.finding(), refusal.remedy()));
            return tensor;
        }
    }

    private ByteString slice(TensorProto tensor) {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        String location = location(entries.getOrDefault("location", ""));
        byte[] file = files.computeIfAbsent(location, this::read)
                .orElseThrow(() -> new ImportRefusal("its data file " + location + " is not there", AGAIN));
        long offset = number("offset", entries.getOrDefault("offset", "0"));
        long length = entries.containsKey("length")
                ? number("length", entries.getOrDefault("length", ""))
                : Math.max(0, file.length - offset);
        if (offset > file.length || length > file.length - offset) {
            throw new ImportRefusal(
                    "it lies at " + offset + " with " + length + " bytes in " + location + ", which has " + file.length,
                    AGAIN);
        }
        if (taken.merge(location, length, Long::sum) > file.length) {
            throw new ImportRefusal(
                    "the tensors in " + location + " are together longer than its " + file.length + " bytes",
                    "save the model again");
        }
        return UnsafeByteOperations.unsafeWrap(file).substring((int) offset, (int) (offset + length));
    }

    private Optional<byte[]> read(String location) {
        try {
            return data.read(location);
        } catch (IOException fault) {
            throw new UncheckedIOException("data file " + location + ": " + fault.getMessage(), fault);
        }
    }

    private static String location(String location) {
        if (!CompanionFiles.staysInside(location)) {
            throw new ImportRefusal(
                    location.isEmpty()
                            ? "it names no external data file"
                            : "its data file " + location + " lies outside of the model's folder",
                    "save the model as one file, or with its data beside it");
        }
        return location;
    }

    private static long number(String key, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new ImportRefusal(key + " is '" + text + "', expected a number", "save the model again");
        }
        return Long.parseLong(text);
    }
}
