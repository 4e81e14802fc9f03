package org.mindpress.engine.mindir;

import java.util.List;
import java.util.Optional;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Window;

/** Pools of float maps in dialect D2: MaxPool and AvgPool know two modes of padding and no numbers. Not thread-safe. */
final class FloatPools {
    private final MindirBuilder builder;
    private final OperatorWriter write;

    FloatPools(MindirBuilder builder, OperatorWriter write) {
        this.builder = builder;
        this.write = write;
    }

    /** A max-pool; padded places never win. */
    String maximum(String x, Window window, TensorType output) {
        PoolForm form = form(x, window);
        if (form != PoolForm.PAD_THEN_VALID) {
            return builder.node("MaxPool", List.of(x), output, List.of(), NodeAttributes.pool(window, form));
        }
        Padding padding = window.padding();
        if (padding.top() != padding.bottom() || padding.left() != padding.right()) {
            String padded = padWithLowest(x, padding);
            return builder.node(
                    "MaxPool", List.of(padded), output, List.of(), NodeAttributes.pool(window, PoolForm.VALID));
        }
        String results = builder.tupleNode(
                "MaxPoolWithArgmaxV2",
                List.of(x),
                List.of(output, new TensorType(ElementType.INT64, output.shape())),
                List.of(),
                NodeAttributes.paddedPool(window));
        return builder.firstOf(results, output);
    }

    /** An average pool whose padded places do not count; empty where MindIR has none with this padding. */
    Optional<String> average(String x, Window window, TensorType output) {
        PoolForm form = form(x, window);
        if (form == PoolForm.PAD_THEN_VALID) {
            return Optional.empty();
        }
        return Optional.of(write.averagePool(x, window, form, output));
    }

    private PoolForm form(String x, Window window) {
        TensorType input = builder.type(x);
        return PoolForm.of(window, input.size(2), input.size(3));
    }

    /** Zeros around a map. */
    String pad(String x, Padding padding) {
        return builder.node("Pad", List.of(x), padded(x, padding), List.of(), NodeAttributes.pad(padding));
    }

    /** Places that lose against every float32 around a map. */
    private String padWithLowest(String x, Padding padding) {
        MindirValue sides =
                MindirValue.Sequence.tuple(padding.left(), padding.right(), padding.top(), padding.bottom());
        MindirValue lowest = new MindirValue.Tensor(TensorData.ofFloats(List.of(), -Float.MAX_VALUE));
        return builder.node(
                "PadV3", List.of(x), padded(x, padding), List.of(sides, lowest), NodeAttributes.constantPad());
    }

    private TensorType padded(String x, Padding padding) {
        TensorType input = builder.type(x);
        return TensorType.float32(
                1,
                input.size(1),
                input.size(2) + padding.top() + padding.bottom(),
                input.size(3) + padding.left() + padding.right());
    }
}
