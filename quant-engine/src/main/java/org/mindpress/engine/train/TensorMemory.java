package org.mindpress.engine.train;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Plain-Java access to the native memory of an array. The array must stay reachable while its buffer is in use. Only the absolute bulk
 * {@code get} and {@code put} of the buffers are used, which several threads may call at once.
 */
final class TensorMemory {
    /** Floats on the heap at a time. */
    static final int BLOCK = 4096;

    private static final int TASK = 16 * BLOCK;

    private TensorMemory() {}

    /** Work on the elements {@code [begin, end)}. */
    interface RangeBody {
        void accept(int task, int begin, int end);
    }

    /** The array itself if its elements lie densely in row-major order, else a row-major copy. */
    static INDArray rowMajor(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return array.dup('c');
            }
            expected *= array.size(axis);
        }
        return array;
    }

    /** Elements in memory order, starting at the array's own first element (views included). At most 2 GiB. */
    static FloatBuffer view(INDArray array) {
        if (array.dataType() != DataType.FLOAT || array.length() > Integer.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException(
                    "expected fewer than 2^29 floats, got " + array.length() + " of " + array.dataType());
        }
        // already moved by the view's offset
        FloatPointer first = new FloatPointer(array.data().addressPointer());
        long end = first.position() + array.length();
        first.capacity(end).limit(end);
        return first.asByteBuffer().asFloatBuffer();
    }

    /** A copy of the elements of a dense row-major array. */
    static float[] copy(INDArray array) {
        INDArray dense = rowMajor(array);
        float[] values = new float[(int) dense.length()];
        view(dense).get(0, values);
        return values;
    }

    /** Writes into a dense row-major array or view. */
    static void write(INDArray array, float[] values) {
        if (array.length() != values.length) {
            throw new IllegalArgumentException(
                    "element count mismatch: array=" + array.length() + ", values=" + values.length);
        }
        view(array).put(0, values);
    }

    /** Number of ranges that {@link #forRanges} makes of {@code length} elements; independent of the machine. */
    static int ranges(int length) {
        return (length + TASK - 1) / TASK;
    }

    /** Runs the body for consecutive ranges of fixed size, in parallel. */
    static void forRanges(int length, RangeBody body) {
        IntStream.range(0, ranges(length))
                .parallel()
                .forEach(task -> body.accept(task, task * TASK, Math.min(length, (task + 1) * TASK)));
    }
}
