package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Window;

/**
 * Ordinary operators in dialect D2, as calls: element types and shapes of results follow from those of the inputs. Not thread-safe.
 */
final class OperatorWriter {
    private final MindirBuilder builder;

    OperatorWriter(MindirBuilder builder) {
        this.builder = builder;
    }

    /** An elementwise operator; shapes broadcast like numpy's. */
    String elementwise(String operator, String... inputs) {
        return elementwise(operator, builder.type(inputs[0]).elementType(), inputs);
    }

    private String elementwise(String operator, ElementType elementType, String... inputs) {
        List<Integer> shape = List.of();
        for (String input : inputs) {
            shape = broadcast(shape, builder.type(input).shape());
        }
        return builder.node(operator, List.of(inputs), new TensorType(elementType, shape), List.of(), Map.of());
    }

    String greaterEqual(String a, String b) {
        return elementwise("GreaterEqual", ElementType.BOOL, a, b);
    }

    String select(String condition, String a, String b) {
        return elementwise("Select", builder.type(a).elementType(), condition, a, b);
    }

    String cast(String x, ElementType target) {
        return builder.node(
                "Cast",
                List.of(x),
                new TensorType(target, builder.type(x).shape()),
                List.of(new MindirValue.Whole(target.typeId())),
                Map.of());
    }

    String biasAdd(String x, String bias) {
        return builder.node("BiasAdd", List.of(x, bias), builder.type(x), List.of(new MindirValue.Whole(0)), Map.of());
    }

    /** An average pool whose padded places do not count. */
    String averagePool(String x, Window window, PoolForm form, TensorType output) {
        return builder.node(
                "AvgPool",
                List.of(x),
                output,
                List.of(
                        MindirValue.Sequence.tuple(window.kernelHeight(), window.kernelWidth()),
                        MindirValue.Sequence.tuple(window.strideHeight(), window.strideWidth()),
                        new MindirValue.Whole(form == PoolForm.SAME ? 1 : 2),
                        new MindirValue.Whole(0)),
                Map.of());
    }

    /** The sum over rows and columns; the result keeps both axes with size 1. */
    String sumOverMap(String x) {
        TensorType type = builder.type(x);
        return builder.node(
                "ReduceSum",
                List.of(x),
                new TensorType(type.elementType(), List.of(type.size(0), type.size(1), 1, 1)),
                List.of(MindirValue.Sequence.tuple(2, 3), new MindirValue.Flag(true), new MindirValue.Flag(false)),
                Map.of());
    }

    /** A reshape whose leading size is left open when it is the batch. */
    String reshape(String x, List<Integer> shape, boolean openBatch) {
        long[] sizes = shape.stream().mapToLong(Integer::longValue).toArray();
        if (openBatch) {
            sizes[0] = -1;
        }
        return builder.node(
                "Reshape",
                List.of(x),
                new TensorType(builder.type(x).elementType(), shape),
                List.of(MindirValue.Sequence.tuple(sizes)),
                Map.of());
    }

    String scalar(float value) {
        return builder.constant(TensorData.ofFloats(List.of(), value));
    }

    String scalar(double value) {
        return builder.constant(TensorData.ofDoubles(List.of(), value));
    }

    String scalar(long value) {
        return builder.constant(TensorData.ofLongs(List.of(), value));
    }

    /** An int64 constant: a scalar when all values are equal, else one value per channel of a feature map. */
    String perChannel(long[] values) {
        for (long value : values) {
            if (value != values[0]) {
                return builder.constant(TensorData.ofLongs(List.of(1, values.length, 1, 1), values));
            }
        }
        return scalar(values[0]);
    }

    static List<Integer> broadcast(List<Integer> a, List<Integer> b) {
        List<Integer> shape = new ArrayList<>();
        int rank = Math.max(a.size(), b.size());
        for (int axis = 0; axis < rank; axis++) {
            int left = axis < rank - a.size() ? 1 : a.get(axis - rank + a.size());
            int right = axis < rank - b.size() ? 1 : b.get(axis - rank + b.size());
            if (left != right && left != 1 && right != 1) {
                throw new IllegalArgumentException("shapes " + a + " and " + b + " do not broadcast");
            }
            shape.add(Math.max(left, right));
        }
        return List.copyOf(shape);
    }
}
