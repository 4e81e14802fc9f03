package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * Takes the numbers out of a TensorProto. Sizes are compared with the data that is there before anything is allocated, so a damaged
 * file costs no memory.
 */
final class TensorDecoder {
    private static final String AGAIN = "export the model again";
    private static final int MOST_AXES = 64;

    private TensorDecoder() {}

    /** A float32 tensor whose numbers are all finite. */
    static FloatTensor floats(TensorProto tensor) {
        int count = elementCount(tensor);
        if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " is " + typeName(tensor) + ", expected float32",
                    "export the model in float32");
        }
        expect(tensor, count, 4, tensor.getFloatDataCount());
        float[] values = new float[count];
        if (tensor.hasRawData()) {
            raw(tensor).asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = tensor.getFloatData(i);
            }
        }
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ImportRefusal(
                        "tensor " + tensor.getName() + " holds " + values[i] + " at index " + i
                                + ", expected finite numbers",
                        "train again or repair the checkpoint");
            }
        }
        List<Integer> dimensions = new ArrayList<>();
        tensor.getDimsList().forEach(size -> dimensions.add(Math.toIntExact(size)));
        return FloatTensor.of(dimensions, values);
    }

    /** An int64 or int32 tensor, flattened. */
    static long[] integers(TensorProto tensor) {
        int count = elementCount(tensor);
        long[] values;
        if (tensor.getDataType() == TensorProto.DataType.INT64_VALUE) {
            expect(tensor, count, 8, tensor.getInt64DataCount());
            values = new long[count];
            if (tensor.hasRawData()) {
                raw(tensor).asLongBuffer().get(values);
            } else {
                for (int i = 0; i < count; i++) {
                    values[i] = tensor.getInt64Data(i);
                }
            }
        } else if (tensor.getDataType() == TensorProto.DataType.INT32_VALUE) {
            expect(tensor, count, 4, tensor.getInt32DataCount());
            values = new long[count];
            ByteBuffer data = raw(tensor);
            for (int i = 0; i < count; i++) {
                values[i] = tensor.hasRawData() ? data.getInt(4 * i) : tensor.getInt32Data(i);
            }
        } else {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " is " + typeName(tensor) + ", expected int64 or int32", AGAIN);
        }
        return values;
    }

    /** A double, int64 or int32 tensor, flattened. */
    static double[] numbers(TensorProto tensor) {
        if (tensor.getDataType() != TensorProto.DataType.DOUBLE_VALUE) {
            return java.util.Arrays.stream(integers(tensor)).asDoubleStream().toArray();
        }
        int count = elementCount(tensor);
        expect(tensor, count, 8, tensor.getDoubleDataCount());
        double[] values = new double[count];
        if (tensor.hasRawData()) {
            raw(tensor).asDoubleBuffer().get(values);
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = tensor.getDoubleData(i);
            }
        }
        return values;
    }

    /** An int8 or uint8 tensor, flattened, as stored. */
    static byte[] bytes(TensorProto tensor, TensorProto.DataType type) {
        int count = elementCount(tensor);
        if (tensor.getDataType() != type.getNumber()) {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " is " + typeName(tensor) + ", expected " + type, AGAIN);
        }
        expect(tensor, count, 1, tensor.getInt32DataCount());
        byte[] values = new byte[count];
        if (tensor.hasRawData()) {
            raw(tensor).get(values);
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = (byte) tensor.getInt32Data(i);
            }
        }
        return values;
    }

    static boolean isInteger(TensorProto tensor) {
        return tensor.getDataType() == TensorProto.DataType.INT64_VALUE
                || tensor.getDataType() == TensorProto.DataType.INT32_VALUE;
    }

    /** Name of the element type for people. */
    static String typeName(int dataType) {
        TensorProto.DataType type = TensorProto.DataType.forNumber(dataType);
        return type == null ? "type " + dataType : type.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String typeName(TensorProto tensor) {
        return typeName(tensor.getDataType());
    }

    private static int elementCount(TensorProto tensor) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " lies in an external data file",
                    "save the model as one file with its weights inside");
        }
        if (tensor.hasSegment()) {
            throw new ImportRefusal("tensor " + tensor.getName() + " is stored in segments", AGAIN);
        }
        if (tensor.getDimsCount() > MOST_AXES) {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " has " + tensor.getDimsCount() + " axes, expected at most "
                            + MOST_AXES,
                    AGAIN);
        }
        long count = 1;
        for (long size : tensor.getDimsList()) {
            if (size < 0 || size > Integer.MAX_VALUE || (count *= size) > Integer.MAX_VALUE) {
                throw new ImportRefusal(
                        "tensor " + tensor.getName() + " has impossible dimensions " + tensor.getDimsList(), AGAIN);
            }
        }
        return (int) count;
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Refuses a tensor whose data is not there; asked before memory is taken for it. */
    private static void expect(TensorProto tensor, int count, int width, int listed) {
        if (tensor.hasRawData() && tensor.getRawData().size() != (long) count * width) {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " has "
                            + tensor.getRawData().size() + " bytes, expected " + (long) count * width
                            + " for dimensions " + tensor.getDimsList(),
                    AGAIN);
        }
        if (!tensor.hasRawData() && listed != count) {
            throw new ImportRefusal(
                    "tensor " + tensor.getName() + " has " + listed + " numbers, expected " + count + " for dimensions "
                            + tensor.getDimsList(),
                    AGAIN);
        }
    }
}
