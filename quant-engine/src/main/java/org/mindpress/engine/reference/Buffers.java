package org.mindpress.engine.reference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays of one execution for reuse: an array comes back when the last reader of its tensor is done. What is handed out holds old
 * numbers, so an operator writes every element. Not thread-safe.
 */
final class Buffers {
    private final Map<Integer, Deque<float[]>> floats = new HashMap<>();
    private final Map<Integer, Deque<long[]>> longs = new HashMap<>();
    private final Map<Integer, Deque<boolean[]>> flags = new HashMap<>();

    float[] floats(int length) {
        float[] found =
                floats.computeIfAbsent(length, key -> new ArrayDeque<>()).poll();
        return found == null ? new float[length] : found;
    }

    long[] longs(int length) {
        long[] found = longs.computeIfAbsent(length, key -> new ArrayDeque<>()).poll();
        return found == null ? new long[length] : found;
    }

    boolean[] flags(int length) {
        boolean[] found =
                flags.computeIfAbsent(length, key -> new ArrayDeque<>()).poll();
        return found == null ? new boolean[length] : found;
    }

    Tensor.Float32 float32(List<Integer> shape, int elements) {
        return new Tensor.Float32(shape, floats(elements));
    }

    Tensor.Int64 int64(List<Integer> shape, int elements) {
        return new Tensor.Int64(shape, longs(elements));
    }

    void release(float[] array) {
        floats.computeIfAbsent(array.length, key -> new ArrayDeque<>()).push(array);
    }

    /** Takes back the array of a tensor that nothing reads any more. */
    void release(Tensor tensor) {
        if (tensor instanceof Tensor.Float32 float32) {
            release(float32.values);
        } else if (tensor instanceof Tensor.Int64 int64) {
            longs.computeIfAbsent(int64.values.length, key -> new ArrayDeque<>())
                    .push(int64.values);
        } else if (tensor instanceof Tensor.Bool bool) {
            flags.computeIfAbsent(bool.values.length, key -> new ArrayDeque<>()).push(bool.values);
        }
    }
}
