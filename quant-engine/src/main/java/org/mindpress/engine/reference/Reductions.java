package org.mindpress.engine.reference;

import java.util.ArrayList;
import java.util.List;

/** Sums and means over axes, matrix products, softmax. */
final class Reductions {
    private Reductions() {}

    static Tensor sum(Call call) {
        return reduce(call, false);
    }

    static Tensor mean(Call call) {
        return reduce(call, true);
    }

    private static Tensor reduce(Call call, boolean mean) {
        Tensor x = call.input(0);
        int rank = x.shape().size();
        boolean[] reduced = new boolean[rank];
        for (int axis : call.integers("axis", 1)) {
            reduced[Math.floorMod(axis, rank)] = true;
        }
        boolean keep = call.integer("keep_dims", 2, 0) != 0;
        List<Integer> shape = new ArrayList<>();
        int[] strides = new int[rank];
        int outputs = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = reduced[axis] ? 0 : outputs;
            outputs *= reduced[axis] ? 1 : x.size(axis);
            if (!reduced[axis] || keep) {
                shape.add(0, reduced[axis] ? 1 : x.size(axis));
            }
        }
        double[] sums = new double[outputs];
        long[] wholes = new long[outputs];
        boolean floating = x instanceof Tensor.Float32 || x instanceof Tensor.Float64;
        int[] place = new int[rank];
        for (int i = 0; i < x.elements(); i++) {
            int to = 0;
            for (int axis = 0; axis < rank; axis++) {
                to += place[axis] * strides[axis];
            }
            if (floating) {
                sums[to] += x.at(i);
            } else {
                wholes[to] += x.wholeAt(i);
            }
            for (int axis = rank - 1; axis >= 0 && ++place[axis] == x.size(axis); axis--) {
                place[axis] = 0;
            }
        }
        if (!floating) {
            if (mean) {
                throw call.fault("the mean of " + x + " is not defined");
            }
            return Casts.to(x.elementType(), new Tensor.Int64(shape, wholes), call.buffers());
        }
        if (x instanceof Tensor.Float64) {
            for (int i = 0; mean && i < outputs; i++) {
                sums[i] /= (double) x.elements() / outputs;
            }
            return new Tensor.Float64(shape, sums);
        }
        float[] results = new float[outputs];
        int reducedElements = x.elements() / outputs;
        for (int i = 0; i < outputs; i++) {
            results[i] = mean ? (float) sums[i] / (float) reducedElements : (float) sums[i];
        }
        return new Tensor.Float32(shape, results);
    }

    static Tensor matMul(Call call) {
        Tensor a = call.input(0);
        Tensor b = call.input(1);
        boolean flipA = call.integer("transpose_a", 2) != 0;
        boolean flipB = call.integer("transpose_b", 3) != 0;
        if (a.shape().size() != 2 || b.shape().size() != 2 || a.elementType() != b.elementType()) {
            throw call.fault("needs two matrices of one type, found " + a + " and " + b);
        }
        int rows = a.size(flipA ? 1 : 0);
        int inner = a.size(flipA ? 0 : 1);
        int columns = b.size(flipB ? 0 : 1);
        if (b.size(flipB ? 1 : 0) != inner) {
            throw call.fault("matrices do not fit: " + a + " and " + b);
        }
        boolean floating = a instanceof Tensor.Float32 || a instanceof Tensor.Float64;
        double[] sums = new double[rows * columns];
        long[] wholes = new long[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int k = 0; k < inner; k++) {
                    int left = flipA ? k * rows + row : row * inner + k;
                    int right = flipB ? column * inner + k : k * columns + column;
                    if (floating) {
                        sums[row * columns + column] += a.at(left) * b.at(right);
                    } else {
                        wholes[row * columns + column] += a.wholeAt(left) * b.wholeAt(right);
                    }
                }
            }
        }
        List<Integer> shape = List.of(rows, columns);
        Tensor result = floating ? new Tensor.Float64(shape, sums) : new Tensor.Int64(shape, wholes);
        return Casts.to(a.elementType(), result, call.buffers());
    }

    /** Softmax over the last axis. */
    static Tensor softmax(Call call) {
        Tensor.Float32 x = call.float32(0);
        int last = x.size(x.shape().size() - 1);
        int axis = call.integers("axis", 1)[0];
        if (axis != -1 && axis != x.shape().size() - 1) {
            throw call.fault("axis " + axis + " is not the last one");
        }
        Tensor.Float32 result = call.buffers().float32(x.shape(), x.elements());
        for (int row = 0; row < x.elements(); row += last) {
            float highest = Float.NEGATIVE_INFINITY;
            for (int i = row; i < row + last; i++) {
                highest = Math.max(highest, x.values[i]);
            }
            double sum = 0;
            for (int i = row; i < row + last; i++) {
                sum += Math.exp(x.values[i] - highest);
            }
            for (int i = row; i < row + last; i++) {
                result.values[i] = (float) (Math.exp(x.values[i] - highest) / sum);
            }
        }
        return result;
    }
}
