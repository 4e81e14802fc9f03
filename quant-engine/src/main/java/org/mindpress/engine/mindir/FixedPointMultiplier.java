package org.mindpress.engine.mindir;

/**
 * A real factor as MindSpore Lite holds it: {@code factor ~ mantissa * 2^(shift - 31)}, the mantissa rounded half up to 31 bits
 * (lite-int8 arithmetic, scalar primitives). Written for the constants of the verification file, independent of the integer engine.
 *
 * @param mantissa in [2^30, 2^31), or 0 for the factor 0
 * @param shift power of two
 */
record FixedPointMultiplier(long mantissa, int shift) {

    static FixedPointMultiplier of(double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a multiplier must be finite and not negative: " + factor);
        }
        if (factor == 0) {
            return new FixedPointMultiplier(0, 0);
        }
        int shift = Math.getExponent(factor) + 1;
        // at most 22 fractional bits below 2^31: the sum is exact
        long mantissa = (long) Math.floor(Math.scalb(factor, 31 - shift) + 0.5);
        return mantissa == 1L << 31
                ? new FixedPointMultiplier(1L << 30, shift + 1)
                : new FixedPointMultiplier(mantissa, shift);
    }

    int leftShift() {
        return Math.max(shift, 0);
    }

    int rightShift() {
        return Math.max(-shift, 0);
    }
}
