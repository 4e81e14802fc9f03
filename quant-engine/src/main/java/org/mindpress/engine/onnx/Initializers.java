package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.mindpress.engine.graph.FloatTensor;

/** Makes TensorProtos with raw little-endian data; {@link TensorDecoder} is the inverse. */
final class Initializers {
    private Initializers() {}

    static TensorProto floats(String name, FloatTensor tensor) {
        return floats(name, tensor.dimensions(), tensor.toArray());
    }

    static TensorProto scalar(String name, float value) {
        return floats(name, List.of(), value);
    }

    static TensorProto floats(String name, List<Integer> dimensions, float... values) {
        byte[] data = new byte[Math.multiplyExact(values.length, 4)];
        littleEndian(data).asFloatBuffer().put(values);
        return tensor(name, TensorProto.DataType.FLOAT, dimensions, data);
    }

    /** A vector of int64. */
    static TensorProto integers(String name, long... values) {
        byte[] data = new byte[Math.multiplyExact(values.length, 8)];
        littleEndian(data).asLongBuffer().put(values);
        return tensor(name, TensorProto.DataType.INT64, List.of(values.length), data);
    }

    /** A vector of int32. */
    static TensorProto narrowIntegers(String name, int... values) {
        byte[] data = new byte[Math.multiplyExact(values.length, 4)];
        littleEndian(data).asIntBuffer().put(values);
        return tensor(name, TensorProto.DataType.INT32, List.of(values.length), data);
    }

    static TensorProto tensor(String name, TensorProto.DataType type, List<Integer> dimensions, byte[] data) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        dimensions.forEach(tensor::addDims);
        return tensor.setRawData(ByteString.copyFrom(data)).build();
    }

    private static ByteBuffer littleEndian(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }
}
