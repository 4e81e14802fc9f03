package org.mindpress.engine.integer;

import org.mindpress.engine.quant.QuantizationParameters;

/**
 * Mean code of each window in a 16-bit accumulator. Channels up to the last multiple of 8 use integer division, the rest float32.
 */
final class AveragePoolOperation extends PoolOperation {
    private static final int VECTOR = 8;

    private final int vectorChannels;
    private final KernelForm form;
    private final QuantizationParameters input;
    private final QuantizationParameters output;
    private final double ratio;

    AveragePoolOperation(
            PoolGeometry geometry, KernelForm form, QuantizationParameters input, QuantizationParameters output) {
        super(geometry);
        this.vectorChannels = geometry.channels() / VECTOR * VECTOR;
        this.form = form;
        this.input = input;
        this.output = output;
        this.ratio = input.scale() / output.scale(); // float32 division, widened
    }

    @Override
    int pool(byte[] codes, int plane, int channel, Clip clip) {
        int total = 0;
        for (int row = clip.top(); row < clip.bottom(); row++) {
            int start = plane + row * inputWidth();
            for (int index = start + clip.left(); index < start + clip.right(); index++) {
                total += codes[index];
            }
        }
        int average = average((short) total, clip.elements(), channel < vectorChannels);
        int code = (int) LiteArithmetic.roundAway((average - input.zeroPoint()) * ratio) + output.zeroPoint();
        return form.averagePoolCode(code);
    }

    private static int average(short total, int elements, boolean vector) {
        if (vector) {
            int shifted = (short) (total + 128 * elements) + elements / 2;
            return shifted / elements - 128;
        }
        float quotient = (float) total / (float) elements;
        return (int) LiteArithmetic.roundAway((double) (quotient + 128f)) - 128;
    }
}
