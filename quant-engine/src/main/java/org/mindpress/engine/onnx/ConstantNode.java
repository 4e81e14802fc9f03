package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;
import org.mindpress.engine.graph.ImportRefusal;

/** The forms in which a Constant node holds its numbers. */
final class ConstantNode {
    private ConstantNode() {}

    static TensorProto tensor(OnnxNode node) {
        Optional<TensorProto> tensor = node.tensor("value");
        if (tensor.isPresent()) {
            return tensor.get();
        }
        Optional<long[]> integers = node.integers("value_ints");
        Optional<Long> integer = node.integer("value_int");
        if (integers.isPresent() || integer.isPresent()) {
            TensorProto.Builder made =
                    TensorProto.newBuilder().setName(node.output()).setDataType(TensorProto.DataType.INT64_VALUE);
            integers.ifPresent(values -> made.addDims(values.length));
            for (long value : integers.orElseGet(() -> new long[] {integer.orElseThrow()})) {
                made.addInt64Data(value);
            }
            return made.build();
        }
        Optional<float[]> numbers = node.numbers("value_floats");
        TensorProto.Builder made =
                TensorProto.newBuilder().setName(node.output()).setDataType(TensorProto.DataType.FLOAT_VALUE);
        if (numbers.isPresent()) {
            made.addDims(numbers.get().length);
            for (float value : numbers.get()) {
                made.addFloatData(value);
            }
            return made.build();
        }
        float value = node.number("value_float", Float.NaN);
        if (Float.isNaN(value)) {
            throw new ImportRefusal("it holds no dense numbers", "fold constants before the export");
        }
        return made.addFloatData(value).build();
    }

    /** Whether a boolean constant is false. */
    static boolean isFalse(TensorProto tensor) {
        for (int i = 0; i < tensor.getRawData().size(); i++) {
            if (tensor.getRawData().byteAt(i) != 0) {
                return false;
            }
        }
        return tensor.getInt32DataList().stream().allMatch(value -> value == 0);
    }
}
