package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.Arrays;

/** Attributes of ONNX nodes (onnx.proto, {@code AttributeProto}) under construction. */
public final class OnnxAttributes {
    private OnnxAttributes() {}

    /** An int. */
    public static AttributeProto integer(String name, long value) {
        return named(name, AttributeType.INT).setI(value).build();
    }

    /** A float. */
    public static AttributeProto number(String name, float value) {
        return named(name, AttributeType.FLOAT).setF(value).build();
    }

    /** A string. */
    public static AttributeProto text(String name, String value) {
        return named(name, AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    /** Ints. */
    public static AttributeProto integers(String name, long... values) {
        return named(name, AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    private static AttributeProto.Builder named(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
