package org.mindpress.engine.infer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model whose intermediate tensors were made outputs. */
final class TappedModel {
    private final byte[] bytes;
    private final Map<String, String> values;

    private TappedModel(byte[] bytes, Map<String, String> values) {
        this.bytes = bytes;
        this.values = values;
    }

    static TappedModel of(String model, byte[] onnx, List<String> taps) {
        if (taps.isEmpty()) {
            return new TappedModel(onnx, Map.of());
        }
        ModelProto parsed;
        try {
            parsed = ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException fault) {
            throw new IllegalArgumentException(
                    model + ": not an ONNX model, or cut short: " + fault.getMessage(), fault);
        }
        GraphProto graph = parsed.getGraph();
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        graph.getInputList().forEach(input -> known.add(input.getName()));
        Map<String, String> resultOfNode = new LinkedHashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            known.addAll(node.getOutputList());
            if (!node.getName().isEmpty() && node.getOutputCount() > 0) {
                resultOfNode.putIfAbsent(node.getName(), node.getOutput(0));
            }
        }
        List<String> unknown = new ArrayList<>();
        for (String tap : taps) {
            String value = known.contains(tap) ? tap : resultOfNode.get(tap);
            if (value == null) {
                unknown.add(tap);
            } else {
                values.put(tap, value);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(model + ": no tensors or nodes named " + unknown + " to tap");
        }
        Set<String> outside = new HashSet<>();
        graph.getOutputList().forEach(output -> outside.add(output.getName()));
        graph.getInputList().forEach(input -> outside.add(input.getName()));
        ModelProto.Builder edited = parsed.toBuilder();
        for (String value : values.values()) {
            if (outside.add(value)) {
                edited.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(value));
            }
        }
        return new TappedModel(edited.build().toByteArray(), values);
    }

    /** The edited model; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Value name by tap name, in the order asked for. */
    Map<String, String> values() {
        return values;
    }
}
