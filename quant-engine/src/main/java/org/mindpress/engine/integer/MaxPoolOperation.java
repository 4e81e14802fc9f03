package org.mindpress.engine.integer;

import org.mindpress.engine.quant.QuantizationParameters;

/** Largest code of each window; copied when the parameters are equal, else re-quantised without a clamp: the result wraps. */
final class MaxPoolOperation extends PoolOperation {
    private static final float EQUAL_SCALES = 1.1920929e-7f; // FLT_EPSILON, as the native kernel compares

    private final QuantizationParameters input;
    private final QuantizationParameters output;
    private final boolean copies;
    private final double ratio;

    MaxPoolOperation(PoolGeometry geometry, QuantizationParameters input, QuantizationParameters output) {
        super(geometry);
        this.input = input;
        this.output = output;
        this.copies =
                Math.abs(input.scale() - output.scale()) < EQUAL_SCALES && input.zeroPoint() == output.zeroPoint();
        this.ratio = input.scale() / output.scale(); // float32 division, widened
    }

    @Override
    int pool(byte[] codes, int plane, int channel, Clip clip) {
        int maximum = Byte.MIN_VALUE;
        for (int row = clip.top(); row < clip.bottom(); row++) {
            int start = plane + row * inputWidth();
            for (int index = start + clip.left(); index < start + clip.right(); index++) {
                maximum = Math.max(maximum, codes[index]);
            }
        }
        if (copies) {
            return maximum;
        }
        return (int) LiteArithmetic.roundAway((maximum - input.zeroPoint()) * ratio) + output.zeroPoint();
    }
}
