package org.mindpress.engine.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The operators that the interpreter knows, by their names in MindIR. */
final class Operations {
    private static final Map<String, Operation> KNOWN = new HashMap<>();

    static {
        KNOWN.put("Conv2D", Convolution::run);
        KNOWN.put("BiasAdd", Elementwise::biasAdd);
        KNOWN.put("BatchNorm", Elementwise::batchNorm);
        KNOWN.put("MaxPool", Pooling::maximum);
        KNOWN.put("AvgPool", Pooling::average);
        KNOWN.put("MaxPoolWithArgmaxV2", Pooling::paddedMaximum);
        KNOWN.put("MaxPool3DWithArgmax", Pooling::paddedMaximum);
        KNOWN.put("MatMul", Reductions::matMul);
        KNOWN.put("ReduceMean", Reductions::mean);
        KNOWN.put("ReduceSum", Reductions::sum);
        KNOWN.put("Softmax", Reductions::softmax);
        KNOWN.put("Reshape", Rearrangement::reshape);
        KNOWN.put("Flatten", Rearrangement::flatten);
        KNOWN.put("ExpandDims", Rearrangement::expandDims);
        KNOWN.put("Squeeze", Rearrangement::squeeze);
        KNOWN.put("Pad", Rearrangement::pad);
        KNOWN.put("Concat", Rearrangement::concat);
        KNOWN.put("StridedSlice", Rearrangement::stridedSlice);
        KNOWN.put("Cast", Casts::cast);
        KNOWN.put("Select", Elementwise::select);
        KNOWN.put("GreaterEqual", Elementwise::greaterEqual);
        KNOWN.put("Add", Elementwise.binary(BinaryOperator.ADD));
        KNOWN.put("Sub", Elementwise.binary(BinaryOperator.SUBTRACT));
        KNOWN.put("Mul", Elementwise.binary(BinaryOperator.MULTIPLY));
        KNOWN.put("Muls", Elementwise.binary(BinaryOperator.MULTIPLY));
        KNOWN.put("Div", Elementwise.binary(BinaryOperator.DIVIDE));
        KNOWN.put("RealDiv", Elementwise.binary(BinaryOperator.DIVIDE));
        KNOWN.put("FloorDiv", Elementwise.binary(BinaryOperator.FLOOR_DIVIDE));
        KNOWN.put("RightShift", Elementwise.binary(BinaryOperator.RIGHT_SHIFT));
        KNOWN.put("Minimum", Elementwise.binary(BinaryOperator.MINIMUM));
        KNOWN.put("Maximum", Elementwise.binary(BinaryOperator.MAXIMUM));
        KNOWN.put("Abs", Elementwise.unary(Math::abs));
        KNOWN.put("Neg", Elementwise.unary(v -> -v));
        KNOWN.put("Square", Elementwise.unary(v -> v * v));
        KNOWN.put("Exp", Elementwise.unary(Math::exp));
        KNOWN.put("Sign", Elementwise.unary(v -> v > 0 ? 1 : v < 0 ? -1 : 0));
        KNOWN.put("Floor", Elementwise.unary(Math::floor));
        KNOWN.put("Ceil", Elementwise.unary(Math::ceil));
        KNOWN.put("Rint", Elementwise.unary(Math::rint));
        KNOWN.put("Round", Elementwise.unary(Math::rint));
        KNOWN.put("ReLU", Elementwise.unary(v -> v > 0 ? v : 0));
        KNOWN.put("ReLU6", Elementwise.unary(v -> v > 0 ? Math.min(v, 6) : 0));
        KNOWN.put("Sigmoid", Elementwise.unary(v -> 1 / (1 + Math.exp(-v))));
        KNOWN.put("Tanh", Elementwise.unary(Math::tanh));
        KNOWN.put("HSigmoid", Elementwise.unary(v -> hardSigmoid(v)));
        KNOWN.put("HSwish", Elementwise.unary(v -> v * hardSigmoid(v)));
        KNOWN.put("ClampScalar", call -> {
            double low = call.real("min", 1);
            double high = call.real("max", 2);
            return Elementwise.unary(v -> Math.max(low, Math.min(v, high))).run(call);
        });
    }

    private Operations() {}

    static Optional<Operation> of(String operator) {
        return Optional.ofNullable(KNOWN.get(operator));
    }

    private static double hardSigmoid(double v) {
        return Math.max(0, Math.min(v + 3, 6)) / 6;
    }
}
