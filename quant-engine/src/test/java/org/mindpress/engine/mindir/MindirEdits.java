package org.mindpress.engine.mindir;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.function.Consumer;
import org.mindpress.engine.mindir.proto.MindIr.ModelProto;

/** Files that are like good ones but for a change. */
public final class MindirEdits {
    private MindirEdits() {}

    /** The bytes of a good file after a change of its model. */
    public static byte[] edited(byte[] good, Consumer<ModelProto.Builder> change) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(good).toBuilder();
            change.accept(model);
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
