package org.mindpress.engine.integer;

import java.util.List;
import java.util.Optional;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirModel;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.mindir.QuantizationMarker;
import org.mindpress.engine.mindir.TensorData;

/** Constants of a deployment file as the converter stores them: int8 weights and biases, float32 biases. */
final class WeightReader {
    private final MindirModel model;

    WeightReader(MindirModel model) {
        this.model = model;
    }

    /** The weight behind an input; float values are quantised as the converter does. */
    StoredWeight weight(MindirNode reader, int position) {
        Operand operand = reader.input(position);
        Optional<MindirNode> marker = marker(operand);
        Operand source = marker.map(node -> node.input(0)).orElse(operand);
        TensorData data = model.constantTensor(source)
                .orElseThrow(() -> new NodeRefusal(
                        "input " + position + " is no parameter", "store the weight as a parameter of the file"));
        if (marker.isEmpty()) {
            throw new NodeRefusal(
                    "the weight at input " + position + " has no marker: the converter would choose its own scales"
                            + " (rule L17)",
                    "put a FakeQuantParam between parameter and node");
        }
        QuantizationMarker content = content(marker.get());
        List<Integer> shape = data.type().shape();
        int scales = content.scales().size();
        if (shape.isEmpty() || (scales != 1 && scales != shape.get(0))) {
            throw new NodeRefusal(
                    "weight marker has " + scales + " scales for a weight of shape " + shape + " (rule L20)",
                    "write one scale, or one for each output channel");
        }
        byte[] codes = codes(data, content);
        float[] values = new float[scales];
        int[] zeroPoints = new int[scales];
        for (int i = 0; i < scales; i++) {
            values[i] = content.scales().get(i);
            zeroPoints[i] = content.zeroPoints().get(i);
        }
        return new StoredWeight(shape, codes, new FloatArray(values), zeroPoints, parameterName(source));
    }

    /** The weight of a float island: float32 values that a node reads without a marker. */
    TensorData floatWeight(MindirNode reader, int position) {
        return model.constantTensor(reader.input(position))
                .filter(data -> data.type().elementType() == ElementType.FLOAT32)
                .orElseThrow(() -> new NodeRefusal(
                        "input " + position + " is no float32 parameter", "store the weight as float32 in the file"));
    }

    /** Name of the parameter behind an operand, empty for a constant. */
    String parameterName(Operand operand) {
        return operand instanceof Operand.Parameter parameter ? parameter.name() : "";
    }

    private static byte[] codes(TensorData data, QuantizationMarker marker) {
        if (data.type().elementType() == ElementType.INT8) {
            return data.bytes();
        }
        if (data.type().elementType() != ElementType.FLOAT32) {
            throw new NodeRefusal(
                    "weight or bias with marker is " + data.type().elementType(), "store it as int8 or float32");
        }
        float[] values = data.floats();
        byte[] codes = new byte[values.length];
        int each = values.length / marker.scales().size();
        for (int i = 0; i < codes.length; i++) {
            int channel = i / each;
            codes[i] = LiteArithmetic.weightCode(
                    values[i], marker.scales().get(channel), marker.zeroPoints().get(channel));
        }
        return codes;
    }

    /** Float32 bias of a convolution; a marker on it is ignored, as the converter ignores it. */
    FloatArray bias(MindirNode biasAdd, int channels) {
        Operand operand = biasAdd.input(1);
        Operand source = marker(operand).map(node -> node.input(0)).orElse(operand);
        TensorData data = model.constantTensor(source)
                .filter(tensor -> tensor.type().elementType() == ElementType.FLOAT32)
                .filter(tensor -> tensor.type().shape().equals(List.of(channels)))
                .orElseThrow(() -> new NodeRefusal(
                        "the bias at " + biasAdd.name() + " is no float32 constant of " + channels
                                + " elements (rule L05)",
                        "store the bias as a float32 parameter of one dimension"));
        return new FloatArray(data.floats());
    }

    /** Whether an input is a constant, with or without marker. */
    boolean isConstant(Operand operand) {
        return model.constantTensor(operand).isPresent()
                || marker(operand)
                        .filter(node -> model.constantTensor(node.input(0)).isPresent())
                        .isPresent();
    }

    private Optional<MindirNode> marker(Operand operand) {
        return operand instanceof Operand.Result result
                ? Optional.of(model.node(result.node())).filter(QuantizationMarker::isMarker)
                : Optional.empty();
    }

    private static QuantizationMarker content(MindirNode marker) {
        QuantizationMarker content;
        try {
            content = QuantizationMarker.of(marker);
        } catch (IllegalArgumentException e) {
            throw new NodeRefusal(
                    e.getMessage() + " (rule L03)", "write float32 scales and INT64 zero points of the same number");
        }
        for (int i = 0; i < content.scales().size(); i++) {
            float scale = content.scales().get(i);
            int zeroPoint = content.zeroPoints().get(i);
            if (!(scale >= Float.MIN_NORMAL) || Float.isInfinite(scale) || zeroPoint != (byte) zeroPoint) {
                throw new NodeRefusal(
                        "weight marker " + marker.name() + " has scale " + scale + " and zero point " + zeroPoint
                                + " at channel " + i + " (rules L03, L20)",
                        "write positive, normal float32 scales and zero points 0");
            }
        }
        return content;
    }
}
