package org.mindpress.engine.importer;

import static org.mindpress.engine.onnx.OnnxAttributes.integer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.MindirValue;
import org.mindpress.engine.mindir.MindirValues;
import org.mindpress.engine.mindir.Operand;
import org.mindpress.engine.onnx.OnnxAttributes;

/** The operators of a classifier, each as ONNX knows it. */
final class MindirOperators {
    private static final MindirValue EPSILON = new MindirValue.Real(1e-5f);

    /** Operators that the lowering does not know, under the names by which it has a remedy for them. */
    private static final Map<String, String> SHOWN_AS = Map.ofEntries(
            Map.entry("HSwish", "HardSwish"),
            Map.entry("HSigmoid", "HardSigmoid"),
            Map.entry("Sigmoid", "Sigmoid"),
            Map.entry("Tanh", "Tanh"),
            Map.entry("GeLU", "Gelu"),
            Map.entry("Elu", "Elu"),
            Map.entry("PReLU", "PRelu"),
            Map.entry("LeakyReLU", "LeakyRelu"),
            Map.entry("Mish", "Mish"),
            Map.entry("Softplus", "Softplus"),
            Map.entry("Sub", "Sub"),
            Map.entry("Mul", "Mul"),
            Map.entry("Muls", "Mul"),
            Map.entry("Div", "Div"),
            Map.entry("RealDiv", "Div"),
            Map.entry("LogSoftmax", "LogSoftmax"),
            Map.entry("Argmax", "ArgMax"),
            Map.entry("Conv2DTranspose", "ConvTranspose"),
            Map.entry("LayerNorm", "LayerNormalization"),
            Map.entry("InstanceNorm", "InstanceNormalization"),
            Map.entry("Transpose", "Transpose"));

    private static final Set<String> TRAINING_PARTS =
            Set.of("ApplyMomentum", "Adam", "AdamWeightDecay", "SGD", "SoftmaxCrossEntropyWithLogits", "Dropout");

    private final MindirTranslation file;
    private final MindirWindows windows;

    MindirOperators(MindirTranslation file) {
        this.file = file;
        this.windows = new MindirWindows(file);
    }

    static String shownAs(String operator) {
        return SHOWN_AS.getOrDefault(operator, "mindspore." + operator);
    }

    /** Adds what computes the node's first result and returns its value. */
    String translate(MindirNode node) {
        if (TRAINING_PARTS.contains(node.operator()) || node.operator().matches(".*(Grad|Backprop.*)")) {
            throw new IllegalArgumentException("the graph was exported in training mode");
        }
        return switch (node.operator()) {
            case "Conv2D" -> windows.convolution(node);
            case "MaxPool" -> windows.pool(node, "MaxPool");
            case "AvgPool" -> windows.pool(node, "AveragePool");
            case "MaxPoolWithArgmaxV2" -> windows.paddedMaxPool(node, "kernel_size");
            case "MaxPool3DWithArgmax" -> windows.paddedMaxPool(node, "ksize");
            case "AvgPool3D" -> windows.paddedAveragePool(node);
            case "AdaptiveAvgPool2D" -> windows.adaptivePool(node);
            case "ReduceMean" -> reduceMean(node);
            case "Pad" -> windows.pad(node);
            case "PadV3" -> windows.padV3(node);
            case "BatchNorm", "FusedBatchNorm", "FusedBatchNormEx" -> batchNorm(node);
            case "ReLU" -> file.node("Relu", first(node));
            case "ReLU6" -> clip(node, 0, 6);
            case "ClampScalar" -> clip(node, real(node, 1), real(node, 2));
            case "Add", "TensorAdd" -> file.node("Add", List.of(file.value(node, 0), file.value(node, 1)));
            case "BiasAdd" -> biasAdd(node);
            case "MatMul" -> matMul(node);
            case "Dense" -> dense(node);
            case "Flatten" -> file.node("Flatten", first(node), integer("axis", 1));
            case "Reshape" -> reshape(node);
            case "Squeeze" -> squeeze(node);
            case "ExpandDims" -> expandDims(node);
            case "Transpose" ->
                file.node("Transpose", first(node), OnnxAttributes.integers("perm", numbers(node, "input_perm", 1)));
            case "Softmax" -> file.node("Softmax", first(node), integer("axis", lastOf(node, "axis", 1)));
            case "Cast" -> cast(node);
            case "Identity", "StopGradient" -> file.node("Identity", first(node));
            default -> file.unsupported(node);
        };
    }

    private List<String> first(MindirNode node) {
        return List.of(file.value(node, 0));
    }

    private String batchNorm(MindirNode node) {
        if (node.operator().equals("BatchNorm") && file.flag(node, "is_training", 5)) {
            throw new IllegalArgumentException("is_training is true: the graph was exported in training mode");
        }
        MindirWindows.requireChannelsFirst(node, 8);
        double epsilon = MindirValues.real(file.setting(node, "epsilon", 6, EPSILON), node.place("epsilon"));
        return file.node(
                "BatchNormalization",
                List.of(
                        file.value(node, 0),
                        file.constant(node, 1),
                        file.constant(node, 2),
                        file.constant(node, 3),
                        file.constant(node, 4)),
                MindirTranslation.epsilon(epsilon));
    }

    private String clip(MindirNode node, double low, double high) {
        return file.node("Clip", List.of(file.value(node, 0), file.scalar((float) low), file.scalar((float) high)));
    }

    private static double real(MindirNode node, int position) {
        if (node.input(position) instanceof Operand.Constant constant) {
            return MindirValues.real(constant.value(), node.place("input " + position));
        }
        throw new IllegalArgumentException("input " + position + " is computed, expected a constant");
    }

    /** The bias belongs to axis 1: [C] behind a dense layer, [C, 1, 1] behind a map. */
    private String biasAdd(MindirNode node) {
        MindirWindows.requireChannelsFirst(node, 2);
        List<Integer> shape = file.shape(node, 1);
        if (shape.size() != 1) {
            throw new IllegalArgumentException("the bias has the shape " + shape + ", expected one axis");
        }
        MindirNode before = file.producer(node.input(0), node);
        int rank = !node.outputs().isEmpty()
                ? node.output().shape().size()
                : before.operator().equals("MatMul") ? 2 : 4;
        List<Integer> spread = rank == 4 ? List.of(shape.get(0), 1, 1) : shape;
        return file.node("Add", List.of(file.value(node, 0), file.constant(node, 1, spread)));
    }

    private String matMul(MindirNode node) {
        return file.node(
                "Gemm",
                List.of(file.value(node, 0), file.constant(node, 1)),
                integer("transA", file.flag(node, "transpose_a", 2) ? 1 : 0),
                integer("transB", file.flag(node, "transpose_b", 3) ? 1 : 0));
    }

    private String dense(MindirNode node) {
        boolean biased = node.inputs().size() > 2
                && !(node.input(2) instanceof Operand.Constant constant
                        && constant.value() instanceof MindirValue.Opaque);
        List<String> inputs = biased
                ? List.of(file.value(node, 0), file.constant(node, 1), file.constant(node, 2))
                : List.of(file.value(node, 0), file.constant(node, 1));
        return file.node("Gemm", inputs, integer("transB", 1));
    }

    private String reduceMean(MindirNode node) {
        return file.node(
                "ReduceMean",
                first(node),
                OnnxAttributes.integers("axes", numbers(node, "axis", 1)),
                integer("keepdims", file.flag(node, "keep_dims", 2) ? 1 : 0));
    }

    private String reshape(MindirNode node) {
        long[] target = numbers(node, "shape", 1);
        if (target.length > 0 && target[0] > 0 && target[0] == file.fixedBatch()) {
            target[0] = 0;
        }
        return file.node("Reshape", List.of(file.value(node, 0), file.integers(target)));
    }

    /** MindSpore pools with padding in three dimensions: ExpandDims, the pool, Squeeze; the extra axis is left out here. */
    private String expandDims(MindirNode node) {
        long axis = lastOf(node, "axis", 1);
        if (axis == 2 && (file.onlyReaderIs(node, "MaxPool3DWithArgmax") || file.onlyReaderIs(node, "AvgPool3D"))) {
            return file.value(node, 0);
        }
        return file.node("Unsqueeze", List.of(file.value(node, 0), file.integers(axis)));
    }

    private String squeeze(MindirNode node) {
        long[] axes = numbers(node, "axis", 1);
        String before = file.producer(node.input(0), node).operator();
        if (axes.length == 1 && axes[0] == 2 && (before.equals("MaxPool3DWithArgmax") || before.equals("AvgPool3D"))) {
            return file.value(node, 0);
        }
        return file.node("Squeeze", List.of(file.value(node, 0), file.integers(axes)));
    }

    private String cast(MindirNode node) {
        Optional<ElementType> target = Optional.empty();
        if (node.inputs().size() > 1 && node.input(1) instanceof Operand.Constant constant) {
            target = constant.value() instanceof MindirValue.Type type
                    ? Optional.of(type.type())
                    : ElementType.ofTypeId(MindirValues.integer(constant.value(), node.place("dtype")));
        }
        if (target.filter(type -> type == ElementType.FLOAT32).isEmpty()) {
            throw new IllegalArgumentException("it casts to "
                    + target.map(ElementType::toString).orElse("an unknown type") + ", expected float32");
        }
        return file.node("Identity", first(node));
    }

    private long[] numbers(MindirNode node, String name, int position) {
        MindirValue value = file.setting(node, name, position, MindirValue.Sequence.tuple());
        return MindirValues.integers(value, node.place(name)).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    private long lastOf(MindirNode node, String name, int position) {
        long[] all = numbers(node, name, position);
        if (all.length != 1) {
            throw new IllegalArgumentException(name + " has " + all.length + " numbers, expected one");
        }
        return all[0];
    }
}
