package org.mindpress.engine.checkpoint;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Writes a {@code .ckpt} as MindSpore 2.3 and later do: values in the given order, scalars without dims, tensors above 512 MiB in
 * slices, a CRC-32 at the end. The same parameters give the same bytes.
 */
public final class CheckpointWriter {
    /** Bytes of the largest slice that MindSpore writes. */
    private static final int SLICE = 512 << 20;

    private CheckpointWriter() {}

    /**
     * The bytes of a checkpoint.
     *
     * @param parameters in definition order; names must differ
     * @throws IllegalArgumentException when two have one name
     * @throws ArithmeticException beyond 2 GiB
     */
    public static byte[] write(List<Parameter> parameters) {
        return write(parameters, SLICE);
    }

    /** The same with slices of another size. */
    static byte[] write(List<Parameter> parameters, int slice) {
        Set<String> names = new HashSet<>();
        List<ParameterSlice> slices = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("two parameters are called " + parameter.name());
            }
            slices.addAll(ParameterSlice.of(parameter, slice));
        }
        int end = Math.toIntExact(
                slices.stream().mapToLong(ParameterSlice::sizeBytes).sum());
        byte[] bytes = new byte[Math.addExact(end, CheckpointReader.CRC_TAIL)];
        CodedOutputStream stream = CodedOutputStream.newInstance(bytes, 0, end);
        try {
            for (ParameterSlice each : slices) {
                each.write(stream);
            }
            stream.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, end);
        ByteBuffer.wrap(bytes, end, CheckpointReader.CRC_TAIL)
                .put(CheckpointReader.CRC_MARK)
                .putShort((short) 0)
                .putLong(crc.getValue());
        return bytes;
    }
}
