package org.mindpress.engine.onnx;

import java.util.Map;
import java.util.Set;

/** What to do about operators that the device form does not have. */
final class Remedies {
    private static final String REPLACE_ACTIVATION = "replace it by Relu or Relu6 and train again";
    private static final String QUANTIZED =
            "quantise statically in QDQ format (quant_format=QuantFormat.QDQ), or import the float model";

    private static final Map<String, String> BY_OPERATOR = Map.ofEntries(
            Map.entry("HardSwish", REPLACE_ACTIVATION),
            Map.entry("HardSigmoid", REPLACE_ACTIVATION),
            Map.entry("Sigmoid", REPLACE_ACTIVATION),
            Map.entry("LeakyRelu", REPLACE_ACTIVATION),
            Map.entry("PRelu", REPLACE_ACTIVATION),
            Map.entry("Elu", REPLACE_ACTIVATION),
            Map.entry("Tanh", REPLACE_ACTIVATION),
            Map.entry("Gelu", REPLACE_ACTIVATION),
            Map.entry("Mish", REPLACE_ACTIVATION),
            Map.entry("Softplus", REPLACE_ACTIVATION),
            Map.entry("Erf", REPLACE_ACTIVATION),
            Map.entry("Concat", "use a network whose branches meet in an Add"),
            Map.entry("Mul", "leave out gates such as squeeze-and-excitation; fold constant factors into the weights"),
            Map.entry("Sub", "fold the normalisation into the input specification of the pipeline"),
            Map.entry("Div", "fold the normalisation into the input specification of the pipeline"),
            Map.entry("Transpose", "export the model in NCHW"),
            Map.entry("LogSoftmax", "end the network with its logits"),
            Map.entry("ArgMax", "end the network with its logits"),
            Map.entry("ConvTranspose", "the device form is for classifiers; use plain convolutions"),
            Map.entry("InstanceNormalization", "use BatchNormalization"),
            Map.entry("LayerNormalization", "use BatchNormalization"),
            Map.entry("GroupNormalization", "use BatchNormalization"),
            Map.entry("GlobalMaxPool", "use GlobalAveragePool"),
            Map.entry("DynamicQuantizeLinear", QUANTIZED),
            Map.entry("QLinearConv", QUANTIZED),
            Map.entry("ConvInteger", QUANTIZED),
            Map.entry("QLinearMatMul", QUANTIZED),
            Map.entry("MatMulInteger", QUANTIZED));
    /** Operators of ONNX Runtime's own domain on codes, and 4-bit or 16-bit QuantizeLinear. */
    private static final String RUNTIME_DOMAIN = "com.microsoft.";

    /** Operators that keep the shape, behind which the walk can go on to find further problems. */
    private static final Set<String> SHAPE_KEEPING = Set.of(
            "HardSwish",
            "HardSigmoid",
            "Sigmoid",
            "LeakyRelu",
            "Elu",
            "Selu",
            "Celu",
            "Tanh",
            "Gelu",
            "Mish",
            "Softplus",
            "Softsign",
            "Erf",
            "Exp",
            "Log",
            "Sqrt",
            "Abs",
            "Neg",
            "Clip",
            "PRelu",
            "LRN",
            "InstanceNormalization",
            "BatchNormalization",
            "Softmax",
            "LogSoftmax",
            "Dropout");

    private Remedies() {}

    static String of(String operator) {
        if (operator.startsWith(RUNTIME_DOMAIN + "QLinear")) {
            return QUANTIZED;
        }
        if (operator.startsWith(RUNTIME_DOMAIN)
                && (operator.endsWith("QuantizeLinear") || operator.endsWith("DequantizeLinear"))) {
            return "quantise activations and weights to 8 bits";
        }
        return BY_OPERATOR.getOrDefault(
                operator,
                "use only Conv, BatchNormalization, Relu, Clip(0, 6), Add, pools, Flatten, Reshape, Gemm, MatMul and Pad");
    }

    static boolean keepsShape(String operator) {
        return SHAPE_KEEPING.contains(operator);
    }
}
