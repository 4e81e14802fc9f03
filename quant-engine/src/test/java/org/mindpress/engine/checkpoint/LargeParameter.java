package org.mindpress.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Parameters beyond the size of a slice: real ones, made without the copies that a tensor would cost, and small ones for small slices. */
public final class LargeParameter {
    private LargeParameter() {}

    /** float32 0, 1, 2 and so on; beyond 2^24 the nearest. */
    public static Parameter counting(String name, int elements) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(elements, 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            bytes.putFloat(i);
        }
        return new Parameter(name, ParameterType.FLOAT32, List.of(elements), bytes.array());
    }

    /** A checkpoint with smaller slices than MindSpore's. */
    public static byte[] inSlices(List<Parameter> parameters, int slice) {
        return CheckpointWriter.write(parameters, slice);
    }
}
