package org.mindpress.engine.mindir;

import com.google.protobuf.ByteString;
import java.util.List;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto;
import org.mindpress.engine.mindir.proto.MindIr.AttributeProto.AttributeType;
import org.mindpress.engine.mindir.proto.MindIr.TensorProto;

/** The inverse of {@link ValueDecoder}: puts values and types into the fields that loaders expect. */
final class ValueEncoder {
    private ValueEncoder() {}

    /** A named attribute with a value. */
    static AttributeProto attribute(String name, MindirValue value) {
        return encode(value, false).setName(name).build();
    }

    private static AttributeProto.Builder encode(MindirValue value, boolean nested) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder();
        if (value instanceof MindirValue.Flag flag) {
            return whole(attribute, AttributeType.BOOL, flag.value() ? 1 : 0, nested);
        }
        if (value instanceof MindirValue.Whole whole) {
            AttributeType type = AttributeType.forNumber(whole.type().dataType());
            return whole(attribute, type == null ? AttributeType.INT64 : type, whole.value(), nested);
        }
        if (value instanceof MindirValue.Real real) {
            return real(attribute, real, nested);
        }
        if (value instanceof MindirValue.Text text) {
            ByteString bytes = ByteString.copyFromUtf8(text.value());
            attribute.setType(AttributeType.STRING);
            return nested ? attribute.addStrings(bytes) : attribute.setS(bytes);
        }
        if (value instanceof MindirValue.Sequence sequence) {
            attribute.setType(sequence.list() ? AttributeType.LIST : AttributeType.TUPLE);
            sequence.elements().forEach(element -> attribute.addValues(encode(element, true)));
            return attribute;
        }
        if (value instanceof MindirValue.Tensor tensor) {
            TensorData data = tensor.data();
            return attribute
                    .setType(AttributeType.TENSORS)
                    .addTensors(type(data.type()).setName("value0").setRawData(ByteString.copyFrom(data.bytes())));
        }
        if (value instanceof MindirValue.Opaque opaque && opaque.kind().equals("UMONAD")) {
            return attribute.setType(AttributeType.UMONAD);
        }
        throw new IllegalArgumentException("a value of kind " + value + " is never written");
    }

    private static AttributeProto.Builder whole(
            AttributeProto.Builder attribute, AttributeType type, long number, boolean nested) {
        attribute.setType(type);
        return nested ? attribute.addInts(number) : attribute.setI(number);
    }

    private static AttributeProto.Builder real(
            AttributeProto.Builder attribute, MindirValue.Real real, boolean nested) {
        if (real.type() == ElementType.FLOAT64) {
            attribute.setType(AttributeType.DOUBLE);
            return nested ? attribute.addDoubles(real.value()) : attribute.setD(real.value());
        }
        attribute.setType(AttributeType.FLOAT);
        return nested ? attribute.addFloats((float) real.value()) : attribute.setF((float) real.value());
    }

    /** A tensor entry with dims and data type only. */
    static TensorProto.Builder type(TensorType type) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDataType(type.elementType().dataType());
        type.shape().forEach(tensor::addDims);
        return tensor;
    }

    /** The {@code shape} attribute of a node with one result. */
    static AttributeProto shape(TensorType type) {
        return AttributeProto.newBuilder()
                .setName("shape")
                .setType(AttributeType.TENSORS)
                .addTensors(type(type))
                .build();
    }

    /** The {@code shape} attribute of a node whose result is a tuple. */
    static AttributeProto tupleShape(List<TensorType> types) {
        AttributeProto.Builder shape =
                AttributeProto.newBuilder().setName("shape").setType(AttributeType.TUPLE);
        shape.getSeqInfoBuilder().setIsDynLen(false);
        types.forEach(type -> shape.addValues(
                AttributeProto.newBuilder().setType(AttributeType.TENSORS).addTensors(type(type))));
        return shape.build();
    }

    /** The {@code shape} attribute of UpdateState. */
    static AttributeProto monadShape() {
        return AttributeProto.newBuilder()
                .setName("shape")
                .setType(AttributeType.UMONAD)
                .build();
    }
}
