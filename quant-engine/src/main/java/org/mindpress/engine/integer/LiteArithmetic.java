package org.mindpress.engine.integer;

/**
 * Scalar primitives of MindSpore Lite's int8 kernels. All integers are two's complement and wrap; each floating-point operation
 * rounds on its own unless it says {@code fma}. Only the order of operations written here gives the device's bits.
 */
final class LiteArithmetic {
    static final int CODE_MINIMUM = -128;
    static final int CODE_MAXIMUM = 127;

    private LiteArithmetic() {}

    /** Rounds to the nearest integer, ties away from zero: C's {@code round}. {@code Math.round} and {@code Math.rint} differ. */
    static double roundAway(double value) {
        double magnitude = Math.abs(value);
        double whole = Math.floor(magnitude);
        if (magnitude - whole >= 0.5) { // floor(magnitude + 0.5) would be wrong for 0.49999999999999994
            whole += 1;
        }
        return Math.copySign(whole, value);
    }

    /** Rounding doubling high multiply: {@code left * right / 2^31}, ties toward positive infinity. */
    static int highMultiply(int left, int right) {
        return (int) (((long) left * right + (1L << 30)) >> 31);
    }

    /** {@code value / 2^bits}, ties away from zero; bits in [0, 31]. */
    static int roundingShift(int value, int bits) {
        int mask = (int) ((1L << bits) - 1);
        int remainder = value & mask;
        int threshold = (mask >>> 1) + (value >>> 31);
        return (value >> bits) + ((threshold - remainder) >>> 31); // no branch: the sign tells which is larger
    }

    static int clampToCode(int value) {
        return Math.max(CODE_MINIMUM, Math.min(CODE_MAXIMUM, value));
    }

    /** Int8 code of a weight or of a bias that has a marker: double division, zero point added before rounding. */
    static byte weightCode(float value, float scale, int zeroPoint) {
        double rounded = roundAway((double) value / (double) scale + zeroPoint);
        return (byte) Math.max(CODE_MINIMUM, Math.min(CODE_MAXIMUM, rounded));
    }

    /** Int32 code of a convolution bias: both scales are widened before they are multiplied. */
    static int biasCode(float bias, float inputScale, float weightScale) {
        return (int) roundAway((double) bias / ((double) inputScale * (double) weightScale));
    }

    /** The convolution's multiplier: the product of the scales is rounded to float32 first, then divided in double. */
    static FixedPointMultiplier convolutionMultiplier(float inputScale, float weightScale, float outputScale) {
        float product = inputScale * weightScale;
        return FixedPointMultiplier.of((double) product / (double) outputScale);
    }

    /** Graph input, fused multiply-add: every element on x86, all but the tail on ARM64. */
    static byte inputCode(float value, float inverseScale, int zeroPoint) {
        return saturate(Math.fma(value, inverseScale, (float) zeroPoint));
    }

    /** Graph input with two roundings: the last {@code n % 32} elements on ARM64. */
    static byte inputCodeSeparate(float value, float inverseScale, int zeroPoint) {
        float product = value * inverseScale;
        return saturate(product + (float) zeroPoint);
    }

    private static byte saturate(float value) {
        double rounded = roundAway((double) value);
        return (byte) Math.max(CODE_MINIMUM, Math.min(CODE_MAXIMUM, rounded));
    }
}
