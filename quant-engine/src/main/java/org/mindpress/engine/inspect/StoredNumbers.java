package org.mindpress.engine.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.mindpress.engine.data.Sha256;
import org.mindpress.engine.mindir.TensorData;

/** The numbers of a MindIR tensor, whatever its element type. */
final class StoredNumbers {
    private static final int SHOWN = 8;

    private StoredNumbers() {}

    /** As double; empty for 16-bit floating point. */
    static Optional<double[]> of(TensorData data) {
        ByteBuffer bytes = ByteBuffer.wrap(data.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[data.type().elements()];
        for (int i = 0; i < numbers.length; i++) {
            switch (data.type().elementType()) {
                case FLOAT32 -> numbers[i] = bytes.getFloat();
                case FLOAT64 -> numbers[i] = bytes.getDouble();
                case INT8 -> numbers[i] = bytes.get();
                case UINT8, BOOL -> numbers[i] = Byte.toUnsignedInt(bytes.get());
                case INT16 -> numbers[i] = bytes.getShort();
                case UINT16 -> numbers[i] = Short.toUnsignedInt(bytes.getShort());
                case INT32 -> numbers[i] = bytes.getInt();
                case UINT32 -> numbers[i] = Integer.toUnsignedLong(bytes.getInt());
                case INT64, UINT64 -> numbers[i] = bytes.getLong();
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(numbers);
    }

    /** Type and, of a small tensor, the numbers; of a large one the beginning of its digest, so that changes show. */
    static String text(TensorData data) {
        Optional<double[]> numbers = of(data);
        boolean small = numbers.isPresent() && numbers.get().length <= SHOWN;
        return data.type() + " "
                + (small
                        ? Arrays.toString(numbers.get())
                        : "sha256 " + Sha256.hex(data.bytes()).substring(0, 16));
    }
}
