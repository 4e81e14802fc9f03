package org.mindpress.engine.integer;

/**
 * A non-negative real factor as {@code multiplier * 2^(shift - 31)}.
 *
 * @param multiplier 0 or in [2^30, 2^31)
 * @param shift exponent; positive shifts the operand left before the multiplication
 */
record FixedPointMultiplier(int multiplier, int shift) {

    /** The nearest factor with a 31-bit mantissa, taken from the IEEE bits, half up. */
    static FixedPointMultiplier of(double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor must be finite and not negative, got " + factor);
        }
        if (factor == 0) {
            return new FixedPointMultiplier(0, 0);
        }
        long bits = Double.doubleToRawLongBits(factor);
        int shift = (int) ((bits >>> 52) & 0x7ff) - 1022;
        long mantissa = (bits & ((1L << 52) - 1)) | (1L << 52);
        long rounded = ((mantissa >>> 21) + 1) >>> 1;
        if (rounded == 1L << 31) {
            rounded >>= 1;
            shift++;
        }
        return new FixedPointMultiplier((int) rounded, shift);
    }

    int leftShift() {
        return Math.max(shift, 0);
    }

    int rightShift() {
        return Math.max(-shift, 0);
    }

    /** Multiplies with two roundings, as all kernels but the x86 Add do. They cannot be merged into one. */
    int apply(int value) {
        return LiteArithmetic.roundingShift(
                LiteArithmetic.highMultiply(value << leftShift(), multiplier), rightShift());
    }

    /** The same with the primitives of the given form. */
    int apply(int value, KernelForm form) {
        return form.roundingShift(form.highMultiply(value << leftShift(), multiplier), rightShift());
    }
}
