package org.mindpress.engine.integer;

/**
 * How the int8 codes of one activation tensor stand for real values: {@code real = (code - zeroPoint) * scale}.
 *
 * @param scale positive float32
 * @param zeroPoint in [-128, 127]
 */
public record CodeParameters(float scale, int zeroPoint) {
    /** Refuses scales that are not positive normal numbers, and zero points outside int8. */
    public CodeParameters {
        if (!(scale >= Float.MIN_NORMAL) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be a positive, finite, normal float32, got " + scale);
        }
        if (zeroPoint < LiteArithmetic.CODE_MINIMUM || zeroPoint > LiteArithmetic.CODE_MAXIMUM) {
            throw new IllegalArgumentException("zero point must be in [-128, 127], got " + zeroPoint);
        }
    }

    /** The real value of a code, computed in float32 as the output cast does. */
    public float realValue(int code) {
        return (float) (code - zeroPoint) * scale;
    }
}
