package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;
import org.mindpress.engine.graph.StoredQuantization.Grid;

/**
 * Scales and zero points of a QuantizeLinear or DequantizeLinear.
 *
 * @param scales one, or one per index of an axis
 * @param type element type of the codes
 * @param zeroPoint the same for all, in the domain of the type
 */
record LinearScheme(FloatTensor scales, int type, long zeroPoint) {
    /** From uint8 to int8: codes and zero points alike, so the numbers they stand for stay the same. */
    private static final int UNSIGNED_OFFSET = 128;

    private static final String EIGHT_BITS = "quantise activations and weights to 8 bits, biases to int32";

    /**
     * Reads the scheme of a node.
     *
     * @param codes what it dequantises, when that is a constant or was quantised by a node with that type; UNDEFINED otherwise
     */
    static LinearScheme of(OnnxNode node, LoweringState state, int codes) {
        if (node.integer("block_size", 0) != 0) {
            throw new ImportRefusal(
                    "it has a scale for each block of " + node.integer("block_size", 0)
                            + " numbers, the device has one per tensor or per output channel",
                    "quantise per tensor or per channel");
        }
        TensorProto scale = constant(node, state, 1);
        if (scale.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
            throw new ImportRefusal(
                    "its scale " + scale.getName() + " is " + TensorDecoder.typeName(scale.getDataType())
                            + ", expected float32",
                    "quantise the float32 model");
        }
        FloatTensor scales = TensorDecoder.floats(scale);
        if (scales.dimensions().size() > 1) {
            throw new ImportRefusal(
                    "its scales have the shape " + scales.dimensions() + ", expected one or a vector",
                    "quantise per tensor or per channel");
        }
        int type = codes;
        long zeroPoint = 0;
        if (node.input(2).isPresent()) {
            TensorProto stored = constant(node, state, 2);
            if (codes != TensorProto.DataType.UNDEFINED_VALUE && codes != stored.getDataType()) {
                throw new ImportRefusal(
                        "its codes are " + TensorDecoder.typeName(codes) + ", its zero point "
                                + TensorDecoder.typeName(stored.getDataType()),
                        "check the file with onnx.checker");
            }
            type = stored.getDataType();
            zeroPoint = same(values(stored), scales.size());
        } else if (type == TensorProto.DataType.UNDEFINED_VALUE) {
            type = (int) node.integer("output_dtype", 0);
            type = type == TensorProto.DataType.UNDEFINED_VALUE ? TensorProto.DataType.UINT8_VALUE : type;
        }
        checkType(type);
        return new LinearScheme(scales, type, zeroPoint);
    }

    private static TensorProto constant(OnnxNode node, LoweringState state, int position) {
        String name = node.requiredInput(position);
        return state.tensor(name)
                .orElseThrow(() -> new ImportRefusal(
                        "input " + position + " (" + name + ") is computed, expected a constant",
                        "quantise statically, with calibration data"));
    }

    private static void checkType(int type) {
        if (type != TensorProto.DataType.INT8_VALUE
                && type != TensorProto.DataType.UINT8_VALUE
                && type != TensorProto.DataType.INT32_VALUE) {
            throw new ImportRefusal(
                    "its codes are " + TensorDecoder.typeName(type) + ", expected int8, uint8 or int32", EIGHT_BITS);
        }
    }

    /** Codes of a tensor in the domain of its type; int8, uint8 or int32. */
    static long[] values(TensorProto tensor) {
        int type = tensor.getDataType();
        checkType(type);
        if (type == TensorProto.DataType.INT32_VALUE) {
            return TensorDecoder.integers(tensor);
        }
        byte[] stored = TensorDecoder.bytes(tensor, TensorProto.DataType.forNumber(type));
        long[] values = new long[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = type == TensorProto.DataType.UINT8_VALUE ? stored[i] & 0xff : stored[i];
        }
        return values;
    }

    private static long same(long[] zeroPoints, int scales) {
        if (zeroPoints.length != scales || Arrays.stream(zeroPoints).distinct().count() != 1) {
            throw new ImportRefusal(
                    zeroPoints.length + " zero points from "
                            + Arrays.stream(zeroPoints).min().orElse(0) + " to "
                            + Arrays.stream(zeroPoints).max().orElse(0) + " for " + scales
                            + " scales, expected the same one everywhere",
                    "quantise weights symmetrically");
        }
        return zeroPoints[0];
    }

    /** The grid of an activation, in int8. */
    Grid grid() {
        if (type == TensorProto.DataType.INT32_VALUE) {
            throw new ImportRefusal("a tensor made from the image has int32 codes, expected 8 bits", EIGHT_BITS);
        }
        if (scales.size() != 1) {
            throw new ImportRefusal(
                    "a tensor made from the image has " + scales.size() + " scales, the device has one",
                    "quantise activations per tensor");
        }
        return new Grid(scales.get(0), (int) zeroPoint - offset());
    }

    private int offset() {
        return type == TensorProto.DataType.UINT8_VALUE ? UNSIGNED_OFFSET : 0;
    }

    /** Refuses what is not symmetric: weights and biases of the device have the zero point 0, in int8 and int32. */
    void checkSymmetric() {
        if (zeroPoint != offset()) {
            throw new ImportRefusal(
                    "the zero point of a constant is " + zeroPoint + " in " + TensorDecoder.typeName(type)
                            + ", expected " + offset(),
                    "quantise weights symmetrically (weight_type=QuantType.QInt8)");
        }
    }

    /** Codes of float numbers, as QuantizeLinear makes them: halves to even, cut to the type. */
    byte[] codes(FloatTensor numbers, int axis) {
        int low = type == TensorProto.DataType.UINT8_VALUE ? 0 : -UNSIGNED_OFFSET;
        byte[] codes = new byte[numbers.size()];
        int inner = inner(numbers.dimensions(), axis);
        for (int i = 0; i < codes.length; i++) {
            double code = Math.rint((double) (numbers.get(i) / scale(i, inner))) + zeroPoint;
            codes[i] = (byte) (int) Math.max(low, Math.min(low + 255, code));
        }
        return codes;
    }

    /** The numbers that codes stand for, as DequantizeLinear computes them; the counter may refuse their number. */
    float[] numbers(TensorProto tensor, int axis, IntConsumer counter) {
        long[] codes = values(tensor);
        counter.accept(codes.length);
        float[] numbers = new float[codes.length];
        int inner = inner(tensor.getDimsList().stream().map(Math::toIntExact).toList(), axis);
        for (int i = 0; i < codes.length; i++) {
            numbers[i] = (float) (codes[i] - zeroPoint) * scale(i, inner);
        }
        return numbers;
    }

    private float scale(int index, int inner) {
        return scales.size() == 1 ? scales.get(0) : scales.get(index / inner % scales.size());
    }

    /** Numbers between two neighbours along the axis of the scales. */
    private int inner(List<Integer> dimensions, int axis) {
        if (scales.size() == 1) {
            return 1;
        }
        int own = axis < 0 ? axis + dimensions.size() : axis;
        if (own < 0 || own >= dimensions.size() || dimensions.get(own) != scales.size()) {
            throw new ImportRefusal(
                    scales.size() + " scales along axis " + axis + " of a constant of shape " + dimensions,
                    "check the file with onnx.checker");
        }
        return dimensions.subList(own + 1, dimensions.size()).stream().reduce(1, Math::multiplyExact);
    }
}
