package org.mindpress.engine.mindir;

import java.util.Arrays;
import org.mindpress.engine.graph.Operator;
import org.mindpress.engine.quant.QuantizationGroup;
import org.mindpress.engine.quant.QuantizationParameters;
import org.mindpress.engine.quant.Rounding;

/**
 * The integer arithmetic of MindSpore Lite spelt in ordinary operators: two-step rounding in int64, the input cast with its fused
 * multiply-add in float64. Codes travel between layers as whole numbers in float32.
 */
final class LiteArithmetic {
    private final OperatorWriter write;

    LiteArithmetic(OperatorWriter write) {
        this.write = write;
    }

    /** Graph input to codes: {@code clamp(roundAway(fma(x, 1f / s, z)))}. The rounding to float32 after the sum in float64 is the fma's. */
    String inputCodes(String x, QuantizationParameters parameters) {
        float inverse = 1f / parameters.scale();
        String wide = write.cast(x, ElementType.FLOAT64);
        String sum = write.elementwise(
                "Add", write.elementwise("Mul", wide, write.scalar((double) inverse)), write.scalar((double)
                        parameters.zeroPoint()));
        String fused = write.cast(write.cast(sum, ElementType.FLOAT32), ElementType.FLOAT64);
        String magnitude = write.elementwise(
                "Floor", write.elementwise("Add", write.elementwise("Abs", fused), write.scalar(0.5)));
        String rounded = write.elementwise("Mul", write.elementwise("Sign", fused), magnitude);
        String limited = write.elementwise(
                "Maximum",
                write.elementwise("Minimum", rounded, write.scalar((double) QuantizationParameters.HIGHEST_CODE)),
                write.scalar((double) QuantizationParameters.LOWEST_CODE));
        return write.cast(limited, ElementType.FLOAT32);
    }

    /** int64 times a multiplier: left shift, doubling high multiply with rounding, right shift with halves away from zero. */
    String scaled(String x, FixedPointMultiplier... multipliers) {
        long[] left =
                Arrays.stream(multipliers).mapToLong(m -> 1L << m.leftShift()).toArray();
        String value = Arrays.stream(left).allMatch(factor -> factor == 1)
                ? x
                : write.elementwise("Mul", x, write.perChannel(left));
        long[] mantissas = Arrays.stream(multipliers)
                .mapToLong(FixedPointMultiplier::mantissa)
                .toArray();
        value = write.elementwise("Mul", value, write.perChannel(mantissas));
        value = write.elementwise(
                "RightShift", write.elementwise("Add", value, write.scalar(1L << 30)), write.scalar(31L));
        long[] shifts = Arrays.stream(multipliers)
                .mapToLong(FixedPointMultiplier::rightShift)
                .toArray();
        if (Arrays.stream(shifts).allMatch(shift -> shift == 0)) {
            return value;
        }
        long[] half = Arrays.stream(shifts)
                .map(shift -> shift == 0 ? 0 : 1L << (shift - 1))
                .toArray();
        long[] halfBelowZero =
                Arrays.stream(half).map(step -> Math.max(step - 1, 0)).toArray();
        String step = write.select(
                write.greaterEqual(value, write.scalar(0L)), write.perChannel(half), write.perChannel(halfBelowZero));
        return write.elementwise("RightShift", write.elementwise("Add", value, step), write.perChannel(shifts));
    }

    /** int64 results to the codes of a group's output: add the zero point, clamp to what the activation allows, float32. */
    String outputCodes(String x, QuantizationGroup group, QuantizationParameters output) {
        int low = QuantizationParameters.LOWEST_CODE;
        int high = QuantizationParameters.HIGHEST_CODE;
        if (group.activation().isPresent()) {
            low = Math.max(low, output.zeroPoint());
            if (group.activation().get() == Operator.RELU6) {
                high = Math.min(high, (int) Rounding.halfAway((double) (6f / output.scale())) + output.zeroPoint());
            }
        }
        String shifted = write.elementwise("Add", x, write.scalar((long) output.zeroPoint()));
        String limited = write.elementwise(
                "Maximum", write.elementwise("Minimum", shifted, write.scalar((long) high)), write.scalar((long) low));
        return write.cast(limited, ElementType.FLOAT32);
    }

    /** Residual Add in the ARM and plain C form. */
    String add(
            String a,
            QuantizationParameters left,
            String b,
            QuantizationParameters right,
            QuantizationGroup group,
            QuantizationParameters output) {
        double twice = 2 * Math.max((double) left.scale(), (double) right.scale());
        String sum = write.elementwise(
                "Add",
                addend(a, left, FixedPointMultiplier.of(left.scale() / twice)),
                addend(b, right, FixedPointMultiplier.of(right.scale() / twice)));
        FixedPointMultiplier result = FixedPointMultiplier.of(twice / ((double) (1 << 20) * (double) output.scale()));
        return outputCodes(scaled(sum, result), group, output);
    }

    private String addend(String codes, QuantizationParameters parameters, FixedPointMultiplier multiplier) {
        String centred = write.elementwise(
                "Sub", write.cast(codes, ElementType.INT64), write.scalar((long) parameters.zeroPoint()));
        return scaled(write.elementwise("Mul", centred, write.scalar(1L << 20)), multiplier);
    }
}
