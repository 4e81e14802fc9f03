package org.mindpress.engine.reference;

import java.util.ArrayList;
import java.util.List;

/**
 * Walks over tensors whose shapes broadcast like numpy's, in runs: inside a run each operand either moves element by element or
 * stands still.
 */
final class Broadcast {
    /** One run of {@code length} elements. */
    @FunctionalInterface
    interface Run {
        void apply(int[] offsets, int outputOffset);
    }

    private final List<Integer> shape;
    private final int[][] strides;
    private final int elements;
    private int outerAxes;
    private int length = 1;
    private final int[] steps;

    Broadcast(List<List<Integer>> shapes) {
        int rank = 0;
        for (List<Integer> operand : shapes) {
            rank = Math.max(rank, operand.size());
        }
        List<Integer> sizes = new ArrayList<>();
        strides = new int[shapes.size()][rank];
        int product = 1;
        for (int axis = 0; axis < rank; axis++) {
            int size = 1;
            for (List<Integer> operand : shapes) {
                size = Math.max(size, size(operand, axis, rank));
            }
            for (List<Integer> operand : shapes) {
                if (size(operand, axis, rank) != 1 && size(operand, axis, rank) != size) {
                    throw new IllegalArgumentException("shapes " + shapes + " do not broadcast");
                }
            }
            sizes.add(size);
            product = Math.multiplyExact(product, size);
        }
        shape = List.copyOf(sizes);
        elements = product;
        for (int operand = 0; operand < shapes.size(); operand++) {
            int stride = 1;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int size = size(shapes.get(operand), axis, rank);
                strides[operand][axis] = size == 1 ? 0 : stride;
                stride *= size;
            }
        }
        steps = new int[shapes.size()];
        outerAxes = rank;
        while (outerAxes > 0 && joins(outerAxes - 1)) {
            outerAxes--;
            if (shape.get(outerAxes) > 1) {
                for (int operand = 0; operand < steps.length; operand++) {
                    steps[operand] = strides[operand][outerAxes] == 0 ? 0 : 1;
                }
                length *= shape.get(outerAxes);
            }
        }
    }

    /** Whether an axis continues the run: every operand keeps moving, or keeps standing still. */
    private boolean joins(int axis) {
        if (shape.get(axis) == 1 || length == 1) {
            return true;
        }
        for (int operand = 0; operand < steps.length; operand++) {
            if (strides[operand][axis] != steps[operand] * length) {
                return false;
            }
        }
        return true;
    }

    private static int size(List<Integer> operand, int axis, int rank) {
        int own = axis - rank + operand.size();
        return own < 0 ? 1 : operand.get(own);
    }

    List<Integer> shape() {
        return shape;
    }

    int elements() {
        return elements;
    }

    /** Elements of one run. */
    int length() {
        return length;
    }

    /** 1 when the operand moves with the result inside a run, 0 when it stands still. */
    int step(int operand) {
        return steps[operand];
    }

    void forEachRun(Run run) {
        int[] place = new int[outerAxes];
        int[] offsets = new int[steps.length];
        for (int output = 0; output < elements; output += length) {
            run.apply(offsets, output);
            for (int axis = outerAxes - 1; axis >= 0; axis--) {
                place[axis]++;
                for (int operand = 0; operand < offsets.length; operand++) {
                    offsets[operand] += strides[operand][axis];
                }
                if (place[axis] < shape.get(axis)) {
                    break;
                }
                for (int operand = 0; operand < offsets.length; operand++) {
                    offsets[operand] -= strides[operand][axis] * shape.get(axis);
                }
                place[axis] = 0;
            }
        }
    }
}
