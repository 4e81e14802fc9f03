package org.mindpress.engine.integer;

import org.mindpress.engine.quant.QuantizationParameters;

/**
 * Graph input or result of a float island, float32 to int8. One fused multiply-add for every element; ARM64 does it only up to the last
 * multiple of 32 of the flattened NHWC tensor and rounds twice behind it.
 */
final class InputCast {
    private static final int VECTOR = 32;

    private final MapShape shape;
    private final int fileBatch;
    private final QuantizationParameters parameters;
    private final float inverseScale;
    private final long fusedElements;

    InputCast(MapShape shape, int fileBatch, QuantizationParameters parameters, boolean separateTail) {
        this.shape = shape;
        this.fileBatch = fileBatch;
        this.parameters = parameters;
        this.inverseScale = 1f / parameters.scale();
        long elements = (long) fileBatch * shape.elements();
        this.fusedElements = separateTail ? elements - elements % VECTOR : elements;
    }

    QuantizationParameters parameters() {
        return parameters;
    }

    /** Codes of some images of a batch; values are [batch, channels, height, width]. */
    byte[] run(float[] values, int firstImage, int images) {
        return run(values, firstImage * shape.elements(), firstImage, images);
    }

    /** Codes of some images of a batch, whose values begin at {@code start}. */
    byte[] run(float[] values, int start, int firstImage, int images) {
        byte[] codes = new byte[images * shape.elements()];
        int zero = parameters.zeroPoint();
        for (int i = 0; i < codes.length; i++) {
            codes[i] = LiteArithmetic.inputCode(values[start + i], inverseScale, zero);
        }
        if (fusedElements < (long) fileBatch * shape.elements()) {
            rewriteTail(values, start, firstImage, codes);
        }
        return codes;
    }

    private void rewriteTail(float[] values, int start, int firstImage, byte[] codes) {
        for (int i = 0; i < codes.length; i++) {
            int plane = i / shape.area();
            int image = (firstImage + plane / shape.channels()) % fileBatch;
            if (shape.channelLastIndex(image, plane % shape.channels(), i % shape.area()) >= fusedElements) {
                codes[i] = LiteArithmetic.inputCodeSeparate(values[start + i], inverseScale, parameters.zeroPoint());
            }
        }
    }
}
