package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.mindir.ElementType;
import org.mindpress.engine.mindir.MindirNode;
import org.mindpress.engine.mindir.TensorData;
import org.mindpress.engine.mindir.TensorType;
import org.mindpress.engine.mindir.Window;
import org.mindpress.engine.quant.QuantizationParameters;

/** Builds convolutions and matrix products from their nodes, with the converter's constants. */
final class ConvolutionAssembly {
    private static final double BIAS_LIMIT = 1L << 30;

    private final WeightReader weights;
    private final AgreedKernels kernels;

    ConvolutionAssembly(WeightReader weights, AgreedKernels kernels) {
        this.weights = weights;
        this.kernels = kernels;
    }

    Assembled convolution(NodeGroup group, Tensor input) {
        MindirNode node = group.first();
        StoredWeight weight = weights.weight(node, 1);
        ConvolutionGeometry geometry = geometry(node, input.shape(), weight.shape());
        if (geometry.groups() > 1
                && geometry.groups() < geometry.inputChannels()
                && weight.scales().length() > 1) {
            throw new NodeRefusal(
                    "a convolution of " + geometry.groups() + " groups over " + geometry.inputChannels()
                            + " channels has one weight scale per channel (rule L14)",
                    "give the weight one scale");
        }
        ConvolutionScales scales = new ConvolutionScales(input.parameters(), weight.scales(), group.requiredMarker());
        int[] bias = group.member("BiasAdd")
                .map(biasAdd -> bias(biasAdd, scales, geometry.outputChannels()))
                .orElseGet(() -> new int[geometry.outputChannels()]);
        Convolution convolution =
                new Convolution(geometry, input.parameters().zeroPoint(), weight.codes(), weight.zeroPoints(), bias);
        Operation operation = new ConvolutionOperation(
                geometry, kernels.choose(node.name(), convolution), scales, group.activation());
        MapShape shape = new MapShape(
                geometry.outputChannels(),
                geometry.vertical().output(),
                geometry.horizontal().output());
        return Assembled.of(operation, shape, scales.output(), Tensor.Origin.CONVOLUTION)
                .withWeight(weight.parameter());
    }

    /** A convolution that the converter leaves in float: float weight and bias, one cast on either side. */
    Assembled floatIsland(NodeGroup group, Tensor input, IntegerOptions options, int fileBatch) {
        MindirNode node = group.first();
        TensorData weight = weights.floatWeight(node, 1);
        ConvolutionGeometry geometry =
                geometry(node, input.shape(), weight.type().shape());
        int channels = geometry.outputChannels();
        FloatArray bias = group.member("BiasAdd")
                .map(biasAdd -> weights.bias(biasAdd, channels))
                .orElseGet(() -> new FloatArray(new float[channels]));
        QuantizationParameters output = group.requiredMarker();
        MapShape shape = new MapShape(
                channels, geometry.vertical().output(), geometry.horizontal().output());
        Operation operation = new FloatConvolutionOperation(
                geometry,
                input.parameters(),
                new FloatArray(weight.floats()),
                bias,
                group.activation(),
                new InputCast(shape, fileBatch, output, options.separateInputTail()));
        return Assembled.of(operation, shape, output, Tensor.Origin.CONVOLUTION)
                .withWeight(weights.parameterName(node.input(1)));
    }

    private static ConvolutionGeometry geometry(MindirNode node, MapShape input, List<Integer> shape) {
        if (shape.size() != 4) {
            throw new NodeRefusal("weight of shape " + shape + " is not [O, I/group, kH, kW]", "use a 4-D weight");
        }
        TensorType type = new TensorType(ElementType.INT8, shape);
        Window window = Window.ofConvolution(node, type, input.height(), input.width());
        int groups = Math.toIntExact(node.integer("group"));
        if (groups < 1 || (long) shape.get(1) * groups != input.channels()) {
            throw new NodeRefusal(
                    "channel count mismatch: input=" + input.channels() + ", weight=" + shape + ", groups=" + groups,
                    "export a consistent graph");
        }
        return new ConvolutionGeometry(
                input.channels(),
                shape.get(0),
                groups,
                WindowAxis.vertical(window, input.height()),
                WindowAxis.horizontal(window, input.width()));
    }

    private int[] bias(MindirNode biasAdd, ConvolutionScales scales, int channels) {
        FloatArray bias = weights.bias(biasAdd, channels);
        for (int channel = 0; channel < channels; channel++) {
            double code = (double) bias.get(channel)
                    / ((double) scales.input().scale() * (double) scales.weightScale(channel));
            if (!(Math.abs(code) < BIAS_LIMIT)) {
                throw new NodeRefusal(
                        "bias " + bias.get(channel) + " of channel " + channel + " is " + code
                                + " steps, the converter would change the weight scale beyond 2^30 (rule L13)",
                        "quantise that channel with a larger weight scale");
            }
        }
        return scales.biasCodes(bias);
    }

    /** MatMul x[N,K] · w[M,K]ᵀ: a 1x1 convolution without bias. */
    Assembled matMul(NodeGroup group, Tensor input) {
        MindirNode node = group.first();
        StoredWeight weight = weights.weight(node, 1);
        boolean transposed = node.integer("transpose_b") == 1 && node.integer("transpose_a") == 0;
        if (!transposed || weight.shape().size() != 2) {
            throw new NodeRefusal(
                    "MatMul with weight " + weight.shape() + " is not x[N,K] with w[M,K] and transpose_b",
                    "write dense layers as 1x1 Conv2D (rule L07)");
        }
        MapShape shape = input.shape();
        if (shape.area() != 1 || shape.channels() != weight.shape().get(1)) {
            throw new NodeRefusal("MatMul of " + shape + " with weight " + weight.shape(), "export a consistent graph");
        }
        WindowAxis one = WindowAxis.valid(1, 1, 1, 1);
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(shape.channels(), weight.shape().get(0), 1, one, one);
        QuantizationParameters output = group.requiredMarker();
        ConvolutionScales scales = new ConvolutionScales(input.parameters(), weight.scales(), output);
        Convolution convolution = new Convolution(
                geometry,
                input.parameters().zeroPoint(),
                weight.codes(),
                weight.zeroPoints(),
                new int[geometry.outputChannels()]);
        Operation operation =
                new ConvolutionOperation(geometry, kernels.choose(node.name(), convolution), scales, Activation.NONE);
        MapShape result = new MapShape(geometry.outputChannels(), 1, 1);
        return Assembled.of(operation, result, output, Tensor.Origin.FUSES_ACTIVATIONS)
                .withDimensions(List.of(geometry.outputChannels()))
                .withWeight(weight.parameter());
    }
}
