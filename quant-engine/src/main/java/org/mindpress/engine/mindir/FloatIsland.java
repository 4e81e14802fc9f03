package org.mindpress.engine.mindir;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A convolution of a deployment file that stays in float32 between int8 activations. All markers stay, its own weight has none, and
 * between the marker of its input and the convolution stands the barrier: a maximum with a number below every activation. MindSpore
 * Lite 2.0.0 runs it in float and does not remove it; without it the converter would quantise the weight by itself. Exactly barrier and
 * convolution (with bias and activation) are float then, with one cast on either side.
 *
 * <p>Where the input is float in the device anyway (the graph input, or the output of another float island), nothing would be cast and
 * the layer would read values that were never rounded to codes. There a max-pool over single elements stands before the barrier, between
 * two equal markers: it runs in int8 and changes nothing, so that every float island reads codes.
 */
public final class FloatIsland {
    static final String BARRIER = "Maximum";
    static final float BELOW_EVERY_ACTIVATION = -3e38f;

    static final String ROUNDING = "MaxPool";
    private static final Set<String> IN_A_LAYER = Set.of(QuantizationMarker.OPERATOR, "BiasAdd", "ReLU", "ReLU6");
    private static final int LONGEST_LAYER = IN_A_LAYER.size();
    private static final MindirValue ONE = MindirValue.Sequence.tuple(1, 1, 1, 1);

    private FloatIsland() {}

    /** Whether a node is the convolution of a float island. */
    public static boolean isConvolution(MindirModel model, MindirNode node) {
        return node.operator().equals("Conv2D")
                && node.inputs().size() > 1
                && weight(model, node).isPresent()
                && node.input(0) instanceof Operand.Result result
                && isIdentity(model, model.node(result.node()));
    }

    /** Whether a node is the barrier of a float island: its only user is the island's convolution, and what it reads is int8. */
    public static boolean isBarrier(MindirModel model, MindirNode node) {
        return isIdentity(model, node)
                && readsCodes(model, node)
                && onlyUser(model, node)
                        .filter(user -> isConvolution(model, user))
                        .filter(user -> user.input(0).equals(new Operand.Result(node.name(), 0)))
                        .isPresent();
    }

    /** Whether a node is the max-pool that makes the device round the input of a float island; it changes no code. */
    public static boolean isRounding(MindirModel model, MindirNode node) {
        return node.operator().equals(ROUNDING)
                && node.setting("kernel_size", 1).filter(ONE::equals).isPresent()
                && node.setting("strides", 2).filter(ONE::equals).isPresent()
                && onlyUser(model, node)
                        .filter(QuantizationMarker::isMarker)
                        .flatMap(marker -> onlyUser(model, marker))
                        .filter(user -> isBarrier(model, user))
                        .isPresent();
    }

    private static Optional<MindirNode> onlyUser(MindirModel model, MindirNode node) {
        List<MindirNode> users = model.consumers(node.name());
        return users.size() == 1 ? Optional.of(users.get(0)) : Optional.empty();
    }

    /** The float32 weight of a convolution that reads it without a marker. */
    public static Optional<TensorData> weight(MindirModel model, MindirNode convolution) {
        return model.constantTensor(convolution.input(1))
                .filter(data -> data.type().elementType() == ElementType.FLOAT32);
    }

    /** Whether an int8 node computes what a barrier reads; graph input and float islands give the device float values. */
    private static boolean readsCodes(MindirModel model, MindirNode barrier) {
        Operand source = barrier.input(0);
        for (int step = 0; step <= LONGEST_LAYER && source instanceof Operand.Result result; step++) {
            MindirNode producer = model.node(result.node());
            if (!IN_A_LAYER.contains(producer.operator()) || producer.inputs().isEmpty()) {
                return !isConvolution(model, producer);
            }
            source = producer.input(0);
        }
        return false;
    }

    private static boolean isIdentity(MindirModel model, MindirNode node) {
        return node.operator().equals(BARRIER)
                && node.inputs().size() == 2
                && model.constantTensor(node.input(1))
                        .filter(data -> data.type().elementType() == ElementType.FLOAT32)
                        .filter(data -> data.type().elements() == 1 && data.floats()[0] == BELOW_EVERY_ACTIVATION)
                        .isPresent();
    }
}
