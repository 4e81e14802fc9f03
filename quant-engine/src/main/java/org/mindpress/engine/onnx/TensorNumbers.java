package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The numbers that stand in a TensorProto, as many as there are, whatever its dimensions say; {@link TensorDecoder} is the strict reader. */
final class TensorNumbers {
    private TensorNumbers() {}

    /** Bytes of data that the file holds for a tensor. */
    static long bytes(TensorProto tensor) {
        return tensor.hasRawData()
                ? tensor.getRawData().size()
                : 4L * tensor.getFloatDataCount()
                        + 8L * tensor.getDoubleDataCount()
                        + 8L * tensor.getInt64DataCount()
                        + (long) width(tensor.getDataType()) * tensor.getInt32DataCount();
    }

    /** The numbers; empty for texts, complex and packed types, and for data in another file. */
    static Optional<double[]> of(TensorProto tensor) {
        int type = tensor.getDataType();
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || width(type) == 0) {
            return Optional.empty();
        }
        if (!tensor.hasRawData()) {
            return Optional.of(listed(tensor, type));
        }
        ByteBuffer data = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[data.remaining() / width(type)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (type) {
                case TensorProto.DataType.FLOAT_VALUE -> data.getFloat();
                case TensorProto.DataType.DOUBLE_VALUE -> data.getDouble();
                case TensorProto.DataType.INT64_VALUE -> data.getLong();
                case TensorProto.DataType.INT32_VALUE -> data.getInt();
                case TensorProto.DataType.INT16_VALUE -> data.getShort();
                case TensorProto.DataType.UINT16_VALUE -> Short.toUnsignedInt(data.getShort());
                case TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.BOOL_VALUE ->
                    Byte.toUnsignedInt(data.get());
                default -> data.get();
            };
        }
        return Optional.of(numbers);
    }

    private static double[] listed(TensorProto tensor, int type) {
        return switch (type) {
            case TensorProto.DataType.FLOAT_VALUE ->
                tensor.getFloatDataList().stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray();
            case TensorProto.DataType.DOUBLE_VALUE ->
                tensor.getDoubleDataList().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
            case TensorProto.DataType.INT64_VALUE ->
                tensor.getInt64DataList().stream()
                        .mapToDouble(Long::doubleValue)
                        .toArray();
            default ->
                tensor.getInt32DataList().stream()
                        .mapToDouble(Integer::doubleValue)
                        .toArray();
        };
    }

    /** Bytes of a number; 0 for types without numbers of their own. */
    private static int width(int type) {
        return switch (type) {
            case TensorProto.DataType.DOUBLE_VALUE, TensorProto.DataType.INT64_VALUE -> 8;
            case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.INT32_VALUE -> 4;
            case TensorProto.DataType.INT16_VALUE, TensorProto.DataType.UINT16_VALUE -> 2;
            case TensorProto.DataType.INT8_VALUE, TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.BOOL_VALUE ->
                1;
            default -> 0;
        };
    }
}
