package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

/** One node of a file with checked access to its attributes. */
final class OnnxNode {
    /** Larger kernels, strides, paddings and axes do not occur; the limit keeps products within 32 bits. */
    static final int LARGEST_SIZE = 1 << 15;

    private final NodeProto proto;
    private final int index;
    private final int opset;

    OnnxNode(NodeProto proto, int index, int opset) {
        this.proto = proto;
        this.index = index;
        this.opset = opset;
    }

    /** Operator, with its domain when it is not ONNX's own. */
    String operator() {
        return proto.getDomain().isEmpty() || proto.getDomain().equals("ai.onnx")
                ? proto.getOpType()
                : proto.getDomain() + "." + proto.getOpType();
    }

    int opset() {
        return opset;
    }

    /** The node's name, or for a node without one the operator, its place and what it computes. */
    String label() {
        return proto.getName().isEmpty()
                ? "#" + index + (proto.getOutputCount() > 0 ? " (computes " + proto.getOutput(0) + ")" : "")
                : proto.getName();
    }

    String name() {
        return proto.getName();
    }

    List<String> inputs() {
        return proto.getInputList();
    }

    /** Name of an input; empty when it is left out. */
    Optional<String> input(int position) {
        return position < proto.getInputCount() && !proto.getInput(position).isEmpty()
                ? Optional.of(proto.getInput(position))
                : Optional.empty();
    }

    /** Name of an input that the operator needs. */
    String requiredInput(int position) {
        return input(position)
                .orElseThrow(() ->
                        new ImportRefusal("input " + position + " is missing", "check the file with onnx.checker"));
    }

    List<String> outputs() {
        return proto.getOutputList();
    }

    String output() {
        if (proto.getOutputCount() == 0 || proto.getOutput(0).isEmpty()) {
            throw new ImportRefusal("it has no output", "check the file with onnx.checker");
        }
        return proto.getOutput(0);
    }

    Optional<Long> integer(String attribute) {
        return find(attribute, AttributeProto.AttributeType.INT).map(AttributeProto::getI);
    }

    long integer(String attribute, long otherwise) {
        return integer(attribute).orElse(otherwise);
    }

    float number(String attribute, float otherwise) {
        return find(attribute, AttributeProto.AttributeType.FLOAT)
                .map(AttributeProto::getF)
                .orElse(otherwise);
    }

    String text(String attribute, String otherwise) {
        return find(attribute, AttributeProto.AttributeType.STRING)
                .map(found -> found.getS().toStringUtf8())
                .orElse(otherwise);
    }

    Optional<long[]> integers(String attribute) {
        return find(attribute, AttributeProto.AttributeType.INTS)
                .map(found ->
                        found.getIntsList().stream().mapToLong(Long::longValue).toArray());
    }

    Optional<float[]> numbers(String attribute) {
        return find(attribute, AttributeProto.AttributeType.FLOATS).map(found -> {
            float[] values = new float[found.getFloatsCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = found.getFloats(i);
            }
            return values;
        });
    }

    Optional<TensorProto> tensor(String attribute) {
        return find(attribute, AttributeProto.AttributeType.TENSOR).map(AttributeProto::getT);
    }

    /** Sizes of a window: as many as asked for, each in a sensible range. */
    int[] sizes(String attribute, int count, int otherwise) {
        Optional<long[]> found = integers(attribute);
        int[] sizes = new int[count];
        if (found.isEmpty()) {
            java.util.Arrays.fill(sizes, otherwise);
            return sizes;
        }
        if (found.get().length != count) {
            throw new ImportRefusal(
                    attribute + " has " + found.get().length + " numbers, expected " + count
                            + " for a two-dimensional window",
                    "use the two-dimensional form of the operator");
        }
        for (int i = 0; i < count; i++) {
            sizes[i] = size(attribute, found.get()[i]);
        }
        return sizes;
    }

    static int size(String what, long value) {
        if (value < 0 || value > LARGEST_SIZE) {
            throw new ImportRefusal(
                    what + " is " + value + ", expected a number from 0 to " + LARGEST_SIZE,
                    "export the model again with sensible sizes");
        }
        return (int) value;
    }

    private Optional<AttributeProto> find(String name, AttributeProto.AttributeType type) {
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                if (attribute.getType() != type || !attribute.getRefAttrName().isEmpty()) {
                    throw new ImportRefusal(
                            "attribute " + name + " is " + attribute.getType() + ", expected " + type,
                            "check the file with onnx.checker");
                }
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }
}
