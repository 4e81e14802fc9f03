package org.mindpress.engine.mindir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mindpress.engine.graph.Attributes;
import org.mindpress.engine.graph.FloatTensor;
import org.mindpress.engine.graph.Node;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.graph.Padding;
import org.mindpress.engine.graph.Shape;
import org.mindpress.engine.graph.Window;
import org.mindpress.engine.mindir.MindirModel.Dialect;
import org.mindpress.engine.quant.GroupKind;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.QuantizedConvolution;
import org.mindpress.engine.quant.QuantizedModel;

/**
 * Writes the verification file: dialect D2, ordinary operators only, which a stock MindSpore on CPU or any interpreter of them runs
 * to the very codes that MindSpore Lite computes from the deployment file (ARM form). Any batch size; the output is int8 codes
 * [N, classes].
 *
 * <p>Parameters are {@code <layer>.weight} (int8) and {@code <layer>.bias} (int32), for layers kept in float both float32; their sums
 * depend on the order of additions, so other interpreters may round a code differently there. The domain of a node names its layer
 * ({@link MindirNode#layer}); the last node of a layer holds the layer's codes, as float32 whole numbers or, at the output, int8.
 */
public final class VerificationWriter {
    private final QuantizedModel model;
    private final MindirBuilder builder = new MindirBuilder(Dialect.D2, "mindpress");
    private final OperatorWriter write = new OperatorWriter(builder);
    private final LiteArithmetic arithmetic = new LiteArithmetic(write);
    private final Map<String, String> handles = new HashMap<>();
    private final Map<String, TensorData> parameters = new HashMap<>();
    private final List<LintFinding> findings = new ArrayList<>();

    private VerificationWriter(QuantizedModel model) {
        this.model = model;
    }

    /**
     * The bytes of the verification file, after re-reading and comparison.
     *
     * @param model folded and with final parameters
     * @param producer program and version, recorded in the file
     * @throws ExportRefusedException when a layer cannot be computed exactly in ordinary operators
     */
    public static byte[] write(QuantizedModel model, String producer) {
        return new VerificationWriter(model).write(producer);
    }

    private byte[] write(String producer) {
        String inputName = model.plan().inputName();
        String input = builder.input(inputName, type(model.graph().inputShape()));
        builder.layer(inputName);
        handles.put(inputName, arithmetic.inputCodes(input, model.parametersOf(inputName)));
        List<QuantizationGroup> groups = model.plan().groups().stream()
                .filter(group -> group.kind() != GroupKind.SOFTMAX)
                .toList();
        List<String> layers = new ArrayList<>();
        for (QuantizationGroup group : groups) {
            builder.layer(group.layer());
            handles.put(group.layer(), codes(group));
            layers.add(group.layer());
        }
        String output = handle(layers.isEmpty() ? inputName : layers.get(layers.size() - 1));
        if (layers.isEmpty() || groups.get(groups.size() - 1).kind() != GroupKind.RESHAPE) {
            builder.layer(model.graph().outputName());
            output = write.reshape(output, List.of(1, builder.type(output).elements()), true);
        }
        output = write.cast(output, ElementType.INT8);
        if (!findings.isEmpty()) {
            throw new ExportRefusedException(model.graph().name(), findings);
        }
        byte[] bytes = builder.finish(
                output, ExportInformation.of(model, producer, layers).toUserInfo());
        ReadBack.requireEqual(MindirReader.read(model.graph().name(), bytes), parameters);
        return bytes;
    }

    private String handle(String layer) {
        String handle = handles.get(layer);
        if (handle == null) {
            throw new IllegalStateException("layer " + layer + " is read before it is written");
        }
        return handle;
    }

    private String codes(QuantizationGroup group) {
        Node node = model.graph().node(group.layer()).orElseThrow();
        String x = handle(group.inputs().get(0));
        return switch (group.kind()) {
            case CONVOLUTION ->
                model.plan().isFloatIsland(group.layer()) ? floatIsland(node, group, x) : convolution(node, group, x);
            case ADD ->
                arithmetic.add(
                        x,
                        model.inputParametersOf(group.layer(), 0),
                        handle(group.inputs().get(1)),
                        model.inputParametersOf(group.layer(), 1),
                        group,
                        model.parametersOf(group.layer()));
            case MAX_POOL -> maximum(node, x);
            case AVERAGE_POOL -> average(node, x);
            case PAD -> pad(node, x, ((Attributes.Pad) node.attributes()).padding());
            case RESHAPE ->
                write.reshape(x, type(model.graph().shapeOf(node.name())).shape(), true);
            case SOFTMAX -> throw new IllegalStateException("softmax is never written");
        };
    }

    /** Real inputs, sums in float32, and the rounding of the input cast. */
    private String floatIsland(Node node, QuantizationGroup group, String x) {
        QuantizationParameters input = model.inputParametersOf(node.name(), 0);
        FloatTensor values = model.graph().constant(node.constants().get(0));
        float[] biases = model.graph().constant(node.constants().get(1)).toArray();
        String weight = parameter(node.name() + ".weight", TensorData.ofFloats(values.dimensions(), values.toArray()));
        String bias = parameter(node.name() + ".bias", TensorData.ofFloats(List.of(biases.length), biases));
        String centred = write.elementwise("Sub", x, write.scalar((float) input.zeroPoint()));
        String real = write.elementwise("Mul", centred, write.scalar(input.scale()));
        String y = write.biasAdd(convolve(node, real, weight), bias);
        if (group.activation().isPresent()) {
            y = write.elementwise("Maximum", y, write.scalar(0f));
        }
        if (group.activation().filter(operator -> operator == Operator.RELU6).isPresent()) {
            y = write.elementwise("Minimum", y, write.scalar(6f));
        }
        return arithmetic.inputCodes(y, model.parametersOf(node.name()));
    }

    private String convolution(Node node, QuantizationGroup group, String x) {
        String layer = node.name();
        QuantizedConvolution numbers = model.convolution(layer);
        QuantizationParameters input = model.inputParametersOf(layer, 0);
        QuantizationParameters output = model.parametersOf(layer);
        int[] biasCodes = numbers.biasCodes(input.scale());
        byte[] weightCodes = numbers.weight().codes();
        List<Integer> shape = model.graph().constant(node.constants().get(0)).dimensions();
        String weight = parameter(layer + ".weight", TensorData.ofInt8(shape, weightCodes));
        String bias = parameter(layer + ".bias", TensorData.ofIntegers(List.of(biasCodes.length), biasCodes));
        String centred = write.elementwise("Sub", x, write.scalar((float) input.zeroPoint()));
        ConvolutionSplit split = new ConvolutionSplit(weightCodes, biasCodes, input.zeroPoint());
        String accumulator;
        if (!split.isNeeded()) {
            String sums = convolve(node, centred, write.cast(weight, ElementType.FLOAT32));
            accumulator = write.cast(write.biasAdd(sums, write.cast(bias, ElementType.FLOAT32)), ElementType.INT64);
        } else {
            if (!split.isEnough()) {
                findings.add(new LintFinding(
                        "L21",
                        layer,
                        "the sums of a channel cannot be kept exact in float32, even with split weights",
                        "split the layer into two with fewer input channels"));
            }
            accumulator = splitAccumulator(node, centred, weight, bias);
        }
        FixedPointMultiplier[] multipliers =
                new FixedPointMultiplier[numbers.weight().scales().length];
        for (int channel = 0; channel < multipliers.length; channel++) {
            float product = input.scale() * numbers.weight().scale(channel);
            multipliers[channel] = FixedPointMultiplier.of((double) product / (double) output.scale());
        }
        return arithmetic.outputCodes(arithmetic.scaled(accumulator, multipliers), group, output);
    }

    /** 16 * (x * high) + x * low + bias in int64, with high and low computed in the file from the one int8 weight. */
    private String splitAccumulator(Node node, String x, String weight, String bias) {
        String wide = write.cast(weight, ElementType.INT64);
        String high =
                write.elementwise("RightShift", write.elementwise("Add", wide, write.scalar(8L)), write.scalar(4L));
        String low = write.elementwise("Sub", wide, write.elementwise("Mul", high, write.scalar(16L)));
        String highSums = write.cast(convolve(node, x, write.cast(high, ElementType.FLOAT32)), ElementType.INT64);
        String lowSums = write.cast(convolve(node, x, write.cast(low, ElementType.FLOAT32)), ElementType.INT64);
        String sums = write.elementwise("Add", write.elementwise("Mul", highSums, write.scalar(16L)), lowSums);
        String row = write.reshape(
                write.cast(bias, ElementType.INT64),
                List.of(1, builder.type(bias).elements(), 1, 1),
                false);
        return write.elementwise("Add", sums, row);
    }

    private String convolve(Node node, String x, String weight) {
        return builder.node(
                "Conv2D",
                List.of(x, weight),
                type(model.graph().shapeOf(node.name())),
                List.of(),
                NodeAttributes.convolution(
                        builder.type(weight),
                        node.convolution().window(),
                        node.convolution().group()));
    }

    private String maximum(Node node, String x) {
        Window window = node.pool().window();
        TensorType input = builder.type(x);
        PoolForm form = PoolForm.of(window, input.size(2), input.size(3));
        if (form == PoolForm.PAD_THEN_VALID) {
            if (model.parametersOf(node.name()).zeroPoint() != QuantizationParameters.LOWEST_CODE) {
                findings.add(unpaddable(node));
            }
            x = pad(node, x, window.padding());
        }
        return builder.node(
                "MaxPool",
                List.of(x),
                type(model.graph().shapeOf(node.name())),
                List.of(),
                NodeAttributes.pool(window, form));
    }

    /** Lite's integer form: {@code (sum + 128 n + n / 2) / n - 128}; the sum is never negative after adding 128 n. */
    private String average(Node node, String x) {
        Window window = node.pool().window();
        TensorType input = builder.type(x);
        TensorType output = type(model.graph().shapeOf(node.name()));
        PoolForm form = PoolForm.of(window, input.size(2), input.size(3));
        if (form == PoolForm.PAD_THEN_VALID) {
            findings.add(unpaddable(node));
            return x;
        }
        long[] counts = counts(window, input, output);
        String sum;
        if (form == PoolForm.VALID
                && output.size(2) == 1
                && output.size(3) == 1
                && window.kernelHeight() == input.size(2)
                && window.kernelWidth() == input.size(3)) {
            sum = write.cast(write.sumOverMap(x), ElementType.INT64);
        } else {
            String mean = write.averagePool(x, window, form, output);
            float[] floatCounts = new float[counts.length];
            for (int i = 0; i < counts.length; i++) {
                floatCounts[i] = counts[i];
            }
            String factor = counts.length == 1
                    ? write.scalar(floatCounts[0])
                    : builder.constant(TensorData.ofFloats(places(output), floatCounts));
            sum = write.cast(write.elementwise("Rint", write.elementwise("Mul", mean, factor)), ElementType.INT64);
        }
        long[] offsets = Arrays.stream(counts).map(n -> 128 * n + n / 2).toArray();
        String shifted = write.elementwise("Add", sum, perPlace(offsets, output));
        String codes = write.elementwise(
                "Sub", write.elementwise("FloorDiv", shifted, perPlace(counts, output)), write.scalar(128L));
        return write.cast(codes, ElementType.FLOAT32);
    }

    private String perPlace(long[] values, TensorType output) {
        return values.length == 1
                ? write.scalar(values[0])
                : builder.constant(TensorData.ofLongs(places(output), values));
    }

    private static List<Integer> places(TensorType output) {
        return List.of(1, 1, output.size(2), output.size(3));
    }

    /** Elements inside the image per output place; one number when it is the same everywhere. */
    private static long[] counts(Window window, TensorType input, TensorType output) {
        if (window.padding().isNone()) {
            return new long[] {(long) window.kernelHeight() * window.kernelWidth()};
        }
        long[] counts = new long[output.size(2) * output.size(3)];
        for (int row = 0; row < output.size(2); row++) {
            int top = row * window.strideHeight() - window.padding().top();
            long rows = (long) Math.min(top + window.kernelHeight(), input.size(2)) - Math.max(top, 0);
            for (int column = 0; column < output.size(3); column++) {
                int left = column * window.strideWidth() - window.padding().left();
                long columns = (long) Math.min(left + window.kernelWidth(), input.size(3)) - Math.max(left, 0);
                counts[row * output.size(3) + column] = rows * columns;
            }
        }
        return counts;
    }

    private LintFinding unpaddable(Node node) {
        return new LintFinding(
                "L24",
                node.name(),
                "pool with padding " + node.pool().window().padding() + " has no form in MindIR that keeps its result",
                "use padding that 'same' computes, or for a max-pool put a ReLU before it");
    }

    /** Pads codes with the zero point: zeros are added around the centred codes. */
    private String pad(Node node, String x, Padding padding) {
        String zeroPoint = write.scalar((float) model.parametersOf(node.name()).zeroPoint());
        TensorType input = builder.type(x);
        String padded = builder.node(
                "Pad",
                List.of(write.elementwise("Sub", x, zeroPoint)),
                TensorType.float32(
                        1,
                        input.size(1),
                        input.size(2) + padding.top() + padding.bottom(),
                        input.size(3) + padding.left() + padding.right()),
                List.of(),
                NodeAttributes.pad(padding));
        return write.elementwise("Add", padded, zeroPoint);
    }

    private String parameter(String name, TensorData data) {
        parameters.put(name, data);
        return builder.loadedParameter(name, data);
    }

    private static TensorType type(Shape shape) {
        List<Integer> sizes = new ArrayList<>(List.of(1));
        sizes.addAll(shape.dimensions());
        return new TensorType(ElementType.FLOAT32, sizes);
    }
}
