package org.mindpress.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.mindpress.engine.graph.ImportRefusal;

/**
 * Follows exporters that give a constant its final shape by nodes: Reshape, Squeeze, Unsqueeze, Transpose and Cast of float32 constants.
 * A Reshape shares the data. All Transposes and Casts together may copy as many bytes as the file's constants have, so a hostile file costs no
 * memory.
 */
final class ConstantShapes {
    private static final int MOST_AXES = 8;

    private final LoweringState state;
    private long copied;

    ConstantShapes(LoweringState state) {
        this.state = state;
    }

    /** Whether the node was one of these and is done. */
    boolean fold(OnnxNode node, OnnxOperator operator) {
        Optional<TensorProto> constant = node.input(0)
                .flatMap(state::tensor)
                .filter(tensor -> operator == OnnxOperator.CAST
                        ? node.integer("to", 0) == TensorProto.DataType.FLOAT_VALUE
                        : isFloat(tensor));
        if (constant.isEmpty()) {
            return false;
        }
        TensorProto tensor = constant.get();
        List<Long> dimensions = tensor.getDimsList();
        checkRank(dimensions.size());
        TensorProto folded;
        switch (operator) {
            case CAST -> folded = isFloat(tensor) ? tensor : cast(tensor);
            case RESHAPE -> folded = withDimensions(tensor, reshaped(node, dimensions));
            case SQUEEZE -> folded = withDimensions(tensor, squeezed(dimensions, axes(node, dimensions.size())));
            case UNSQUEEZE -> {
                long[] axes = node.input(1).isPresent()
                        ? state.integers(node, 1)
                        : node.integers("axes").orElse(new long[0]);
                folded =
                        withDimensions(tensor, unsqueezed(dimensions, positive(axes, dimensions.size() + axes.length)));
            }
            case TRANSPOSE -> folded = transposed(node, tensor);
            default -> {
                return false;
            }
        }
        state.putTensor(node.output(), folded);
        return true;
    }

    private static boolean isFloat(TensorProto tensor) {
        return tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE;
    }

    private TensorProto cast(TensorProto tensor) {
        double[] values = TensorDecoder.numbers(tensor);
        countCopied(values.length);
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        List<Integer> dimensions =
                tensor.getDimsList().stream().map(Math::toIntExact).toList();
        return Initializers.floats(tensor.getName(), dimensions, narrow);
    }

    private void countCopied(int numbers) {
        copied += 4L * numbers;
        if (copied > state.constantBytes()) {
            throw new ImportRefusal("the file converts more constants than it has", "fold constants before the export");
        }
    }

    private static TensorProto withDimensions(TensorProto tensor, List<Long> dimensions) {
        checkRank(dimensions.size());
        if (count(dimensions) != count(tensor.getDimsList())) {
            throw new ImportRefusal(
                    "it gives constant " + tensor.getName() + " of shape " + tensor.getDimsList() + " the shape "
                            + dimensions,
                    "check the file with onnx.checker");
        }
        return tensor.toBuilder().clearDims().addAllDims(dimensions).build();
    }

    private static void checkRank(int rank) {
        if (rank > MOST_AXES) {
            throw new ImportRefusal(
                    "a constant of " + rank + " axes, expected at most " + MOST_AXES,
                    "simplify the model before the export");
        }
    }

    private static long count(List<Long> dimensions) {
        long count = 1;
        for (long size : dimensions) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    private List<Long> reshaped(OnnxNode node, List<Long> before) {
        List<Long> after = new ArrayList<>();
        int open = -1;
        long product = 1;
        for (long wanted : state.integers(node, 1)) {
            long size = wanted == 0 && node.integer("allowzero", 0) == 0 && after.size() < before.size()
                    ? before.get(after.size())
                    : wanted;
            if (size == -1 && open < 0) {
                open = after.size();
                size = 1;
            }
            after.add(size);
            product = Math.multiplyExact(product, size);
        }
        if (open >= 0 && product > 0) {
            after.set(open, count(before) / product);
        }
        return after;
    }

    private long[] axes(OnnxNode node, int rank) {
        long[] axes = node.input(1).isPresent()
                ? state.integers(node, 1)
                : node.integers("axes")
                        .orElseThrow(() -> new ImportRefusal("it names no axes", "name the axes to remove"));
        return positive(axes, rank);
    }

    private static long[] positive(long[] axes, int rank) {
        return Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + rank : axis)
                .sorted()
                .toArray();
    }

    private static List<Long> squeezed(List<Long> before, long[] axes) {
        List<Long> after = new ArrayList<>(before);
        for (int i = axes.length - 1; i >= 0; i--) {
            checkAxis(axes[i], after.size());
            after.remove((int) axes[i]);
        }
        return after;
    }

    private static List<Long> unsqueezed(List<Long> before, long[] axes) {
        checkRank(before.size() + axes.length);
        List<Long> after = new ArrayList<>(before);
        for (long axis : axes) {
            checkAxis(axis, after.size() + 1);
            after.add((int) axis, 1L);
        }
        return after;
    }

    private static void checkAxis(long axis, int rank) {
        if (axis < 0 || axis >= rank) {
            throw new ImportRefusal("axis " + axis + " of " + rank, "check the file with onnx.checker");
        }
    }

    private TensorProto transposed(OnnxNode node, TensorProto tensor) {
        float[] values = TensorDecoder.floats(tensor).toArray();
        countCopied(values.length);
        int rank = tensor.getDimsCount();
        long[] axes = node.integers("perm").orElseGet(() -> descending(rank));
        long[] sorted = positive(axes, rank);
        if (!Arrays.equals(sorted, ascending(rank)) || rank == 0) {
            throw new ImportRefusal("perm " + Arrays.toString(axes) + " of " + rank + " axes", "check the file");
        }
        int[] strides = new int[rank];
        int[] sizes = new int[rank];
        int stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            sizes[axis] = (int) tensor.getDims((int) axes[axis]);
            stride *= (int) tensor.getDims(axis);
        }
        float[] moved = new float[values.length];
        int[] place = new int[rank];
        for (int i = 0; i < moved.length; i++) {
            int from = 0;
            for (int axis = 0; axis < rank; axis++) {
                from += place[axis] * strides[(int) axes[axis]];
            }
            moved[i] = values[from];
            for (int axis = rank - 1; axis >= 0 && ++place[axis] == sizes[axis]; axis--) {
                place[axis] = 0;
            }
        }
        List<Integer> dimensions = Arrays.stream(sizes).boxed().toList();
        return Initializers.floats(tensor.getName(), dimensions, moved);
    }

    private static long[] ascending(int rank) {
        return LongStream.range(0, rank).toArray();
    }

    private static long[] descending(int rank) {
        return LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    }
}
