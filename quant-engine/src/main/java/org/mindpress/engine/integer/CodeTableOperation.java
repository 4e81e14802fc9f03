package org.mindpress.engine.integer;

import java.util.List;
import org.mindpress.engine.quant.QuantizationParameters;

/** A function of one code, tabulated: the stand-alone activations. */
final class CodeTableOperation implements Operation {
    private final byte[] table;

    private CodeTableOperation(byte[] table) {
        this.table = table;
    }

    /** Stand-alone ReLU or ReLU6 as the x86 build computes it: the left shift comes after the multiplication. */
    static CodeTableOperation activation(
            Activation activation, QuantizationParameters input, QuantizationParameters output) {
        CodeRange range = activation == Activation.RELU6 ? activation.range(output) : CodeRange.FULL;
        FixedPointMultiplier factor = FixedPointMultiplier.of((double) input.scale() / (double) output.scale());
        byte[] table = new byte[256];
        for (int i = 0; i < table.length; i++) {
            int above = i + LiteArithmetic.CODE_MINIMUM - input.zeroPoint();
            int scaled = LiteArithmetic.highMultiply(above, factor.multiplier()) << factor.leftShift();
            int code = above <= 0
                    ? output.zeroPoint()
                    : LiteArithmetic.roundingShift(scaled, factor.rightShift()) + output.zeroPoint();
            table[i] = (byte) range.clamp(code);
        }
        return new CodeTableOperation(table);
    }

    @Override
    public byte[] run(List<byte[]> inputs, int firstImage, int images, Workers workers) {
        byte[] codes = inputs.get(0);
        byte[] output = new byte[codes.length];
        workers.split(codes.length, (start, end) -> {
            for (int i = start; i < end; i++) {
                output[i] = table[codes[i] + 128];
            }
        });
        return output;
    }
}
