package org.mindpress.engine.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.MindirValues;

/** Operators that only move elements: reshape, pad, concatenate, slice. */
final class Rearrangement {
    private Rearrangement() {}

    static Tensor reshape(Call call) {
        int[] target = call.integers("shape", 1);
        int open = -1;
        int product = 1;
        for (int axis = 0; axis < target.length; axis++) {
            if (target[axis] == -1) {
                open = axis;
            } else {
                product *= target[axis];
            }
        }
        Tensor x = call.input(0);
        List<Integer> shape = new ArrayList<>();
        for (int axis = 0; axis < target.length; axis++) {
            shape.add(axis == open ? x.elements() / Math.max(product, 1) : target[axis]);
        }
        return copy(call, x, shape);
    }

    static Tensor flatten(Call call) {
        Tensor x = call.input(0);
        return copy(call, x, List.of(x.size(0), x.elements() / x.size(0)));
    }

    static Tensor expandDims(Call call) {
        Tensor x = call.input(0);
        int axis = (int) call.integer("axis", 1);
        List<Integer> shape = new ArrayList<>(x.shape());
        shape.add(axis < 0 ? axis + shape.size() + 1 : axis, 1);
        return copy(call, x, shape);
    }

    static Tensor squeeze(Call call) {
        Tensor x = call.input(0);
        List<Integer> shape = new ArrayList<>(x.shape());
        for (int axis : call.integers("axis", 1)) {
            int place = Math.floorMod(axis, x.shape().size());
            if (shape.get(place) != 1) {
                throw call.fault("axis " + axis + " of " + x + " has not size 1");
            }
            shape.set(place, 0);
        }
        shape.removeIf(size -> size == 0);
        return copy(call, x, shape);
    }

    private static Tensor copy(Call call, Tensor x, List<Integer> shape) {
        int elements = 1;
        for (int size : shape) {
            elements *= size;
        }
        if (elements != x.elements()) {
            throw call.fault("cannot turn " + x + " into shape " + shape);
        }
        return gather(call, x, shape, elements, index -> index);
    }

    /** A new tensor whose element i is the source's element {@code source(i)}, or 0 for a negative index. */
    private static Tensor gather(Call call, Tensor x, List<Integer> shape, int elements, IntUnaryOperator source) {
        if (x instanceof Tensor.Float32 tensor) {
            Tensor.Float32 result = call.buffers().float32(shape, elements);
            for (int i = 0; i < elements; i++) {
                int from = source.applyAsInt(i);
                result.values[i] = from < 0 ? 0 : tensor.values[from];
            }
            return result;
        }
        if (x instanceof Tensor.Float64 tensor) {
            double[] values = new double[elements];
            for (int i = 0; i < elements; i++) {
                int from = source.applyAsInt(i);
                values[i] = from < 0 ? 0 : tensor.values[from];
            }
            return new Tensor.Float64(shape, values);
        }
        long[] values = new long[elements];
        for (int i = 0; i < elements; i++) {
            int from = source.applyAsInt(i);
            values[i] = from < 0 ? 0 : x.wholeAt(from);
        }
        return Casts.to(x.elementType(), new Tensor.Int64(shape, values), call.buffers());
    }

    /** Element positions of a shape, as strides in C order. */
    private static int[] strides(List<Integer> shape) {
        int[] strides = new int[shape.size()];
        int stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.get(axis);
        }
        return strides;
    }

    static Tensor pad(Call call) {
        Tensor x = call.input(0);
        if (!(call.setting("paddings", Integer.MAX_VALUE) instanceof MindirValue.Sequence paddings)
                || paddings.elements().size() != x.shape().size()) {
            throw call.fault("paddings must have one pair per axis of " + x);
        }
        List<Integer> shape = new ArrayList<>();
        int[] before = new int[x.shape().size()];
        int elements = 1;
        for (int axis = 0; axis < before.length; axis++) {
            List<Long> pair = MindirValues.integers(
                    paddings.elements().get(axis), call.node().place("paddings"));
            before[axis] = Math.toIntExact(pair.get(0));
            shape.add(Math.toIntExact(x.size(axis) + pair.get(0) + pair.get(1)));
            elements = Math.multiplyExact(elements, shape.get(axis));
        }
        int[] to = strides(shape);
        int[] from = strides(x.shape());
        return gather(call, x, shape, elements, index -> {
            int place = 0;
            for (int axis = 0; axis < to.length; axis++) {
                int at = index / to[axis] % shape.get(axis) - before[axis];
                if (at < 0 || at >= x.size(axis)) {
                    return -1;
                }
                place += at * from[axis];
            }
            return place;
        });
    }

    static Tensor concat(Call call) {
        List<Tensor> parts = call.inputs();
        Tensor first = parts.get(0);
        int axis = Math.floorMod(call.integer("axis", 1), first.shape().size());
        List<Integer> shape = new ArrayList<>(first.shape());
        shape.set(axis, parts.stream().mapToInt(part -> part.size(axis)).sum());
        int inner = 1;
        for (int later = axis + 1; later < shape.size(); later++) {
            inner *= shape.get(later);
        }
        int row = inner * shape.get(axis);
        int outer = first.elements() / (inner * first.size(axis));
        Tensor.Float32 result = call.buffers().float32(shape, outer * row);
        int start = 0;
        for (int part = 0; part < parts.size(); part++) {
            Tensor.Float32 tensor = call.float32(part);
            int run = tensor.elements() / outer;
            for (int block = 0; block < outer; block++) {
                System.arraycopy(tensor.values, block * run, result.values, block * row + start, run);
            }
            start += run;
        }
        return result;
    }

    static Tensor stridedSlice(Call call) {
        Tensor x = call.input(0);
        int[] begin = call.integers("begin", 1);
        int[] end = call.integers("end", 2);
        int[] steps = call.integers("strides", 3);
        long beginMask = call.integer("begin_mask", 4, 0);
        long endMask = call.integer("end_mask", 5, 0);
        long shrinkMask = call.integer("shrink_axis_mask", 8, 0);
        if (call.integer("ellipsis_mask", 6, 0) != 0 || call.integer("new_axis_mask", 7, 0) != 0) {
            throw call.fault("ellipsis and new-axis masks are not supported");
        }
        int rank = x.shape().size();
        int[] first = new int[rank];
        int[] step = new int[rank];
        List<Integer> full = new ArrayList<>();
        List<Integer> shape = new ArrayList<>();
        int elements = 1;
        for (int axis = 0; axis < rank; axis++) {
            int size = x.size(axis);
            boolean given = axis < begin.length;
            step[axis] = given ? steps[axis] : 1;
            if (step[axis] < 1) {
                throw call.fault("stride " + step[axis] + " is not supported");
            }
            boolean shrink = (shrinkMask >> axis & 1) == 1;
            first[axis] = !given || (beginMask >> axis & 1) == 1 ? 0 : clamp(begin[axis], size);
            int stop = !given || (endMask >> axis & 1) == 1 ? size : clamp(end[axis], size);
            int count = shrink ? 1 : Math.max(0, (stop - first[axis] + step[axis] - 1) / step[axis]);
            full.add(count);
            elements *= count;
            if (!shrink) {
                shape.add(count);
            }
        }
        int[] to = strides(full);
        int[] from = strides(x.shape());
        return gather(call, x, shape, elements, index -> {
            int place = 0;
            for (int axis = 0; axis < rank; axis++) {
                place += (first[axis] + index / to[axis] % full.get(axis) * step[axis]) * from[axis];
            }
            return place;
        });
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(index < 0 ? index + size : index, size));
    }
}
