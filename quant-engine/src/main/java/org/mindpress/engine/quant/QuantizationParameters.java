package org.mindpress.engine.quant;

/**
 * Scale and zero point of one activation tensor in the int8 domain: {@code real = scale * (code - zeroPoint)}, codes in [-128, 127].
 *
 * @param scale a positive, normal float32
 * @param zeroPoint in [-128, 127]
 */
public record QuantizationParameters(float scale, int zeroPoint) {
    public static final int LOWEST_CODE = -128;
    public static final int HIGHEST_CODE = 127;

    public QuantizationParameters {
        if (!(scale >= Float.MIN_NORMAL) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be a positive, normal float32: scale=" + scale);
        }
        if (zeroPoint < LOWEST_CODE || zeroPoint > HIGHEST_CODE) {
            throw new IllegalArgumentException("zero point must lie in [-128, 127]: zeroPoint=" + zeroPoint);
        }
    }

    /** The code of a real value: {@code clamp(halfAway(value / scale + zeroPoint))} in double. */
    public int code(double value) {
        return Rounding.halfAwayClamped(value / scale + zeroPoint, LOWEST_CODE, HIGHEST_CODE);
    }

    /** The real value of a code, in float32 as the output cast computes it. */
    public float real(int code) {
        return (float) (code - zeroPoint) * scale;
    }

    /** The value after one trip through the codes. */
    public float fakeQuantized(double value) {
        return real(code(value));
    }

    /** Smallest real value with a code. */
    public float lowest() {
        return real(LOWEST_CODE);
    }

    /** Largest real value with a code. */
    public float highest() {
        return real(HIGHEST_CODE);
    }
}
