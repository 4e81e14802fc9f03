package org.mindpress.engine.integer;

/**
 * Int32 sums to codes: multiplier with two roundings, zero point, clamp. The result is monotone in the sum and constant beyond 2^26,
 * so sums are clamped first and the 64-bit product is put together from four 32-bit ones, exact with nested floors. These loops have
 * the form that HotSpot 17 turns into vector code, 3 times as fast as the definition: it has no vector form of an int minimum or
 * maximum, hence the clamps by masks. Multipliers outside of what this takes go through {@link LiteArithmetic}.
 *
 * @param factor multiplier of the channel
 * @param zeroPoint zero point of the output
 * @param range codes that may leave
 */
record Requantization(FixedPointMultiplier factor, int zeroPoint, CodeRange range) {
    private static final int TILE = 1024;
    private static final int SUM_BITS = 26;
    private static final int LARGEST_SHIFT = 16;

    /** Codes of the {@code count} sums from {@code start}, written from {@code target}; the sums are left in any state. */
    void run(int[] sums, int start, byte[] output, int target, int count) {
        int right = factor.rightShift();
        if (factor.multiplier() == 0 || right < 1 || right > LARGEST_SHIFT) {
            plain(sums, start, output, target, count);
            return;
        }
        for (int first = start; first < start + count; first += TILE) {
            int end = Math.min(first + TILE, start + count);
            scale(sums, first, end, factor.multiplier() >>> 16, factor.multiplier() & 0xffff);
            finish(sums, first, end, right, zeroPoint, range.low(), range.high());
            int shift = target - start;
            for (int i = first; i < end; i++) {
                output[i + shift] = (byte) sums[i];
            }
        }
    }

    /** The definition. */
    void plain(int[] sums, int start, byte[] output, int target, int count) {
        int multiplier = factor.multiplier();
        int left = factor.leftShift();
        int right = factor.rightShift();
        for (int i = start; i < start + count; i++) {
            int product = LiteArithmetic.highMultiply(sums[i] << left, multiplier);
            int code = LiteArithmetic.roundingShift(product, right) + zeroPoint;
            output[i - start + target] = (byte) Math.max(range.low(), Math.min(range.high(), code));
        }
    }

    /** The rounding doubling high multiply. Floors nest: the low 12, 16, 28 and 31 bits of the product are dropped one after the other. */
    private static void scale(int[] sums, int first, int end, int high, int low) {
        for (int i = first; i < end; i++) {
            int given = sums[i];
            int excess = ((given >> SUM_BITS) + 1) & -2;
            int outside = (excess | -excess) >> 31;
            int sum = (given & ~outside) | (((given >> 31) ^ ((1 << SUM_BITS) - 1)) & outside);
            int upper = sum >> 12;
            int lower = sum & 0xfff;
            int by12 = ((lower * low) >> 12) + upper * low;
            int by16 = (by12 >> 4) + lower * high;
            int by28 = (by16 >> 12) + upper * high;
            sums[i] = (by28 + 4) >> 3;
        }
    }

    /** The rounding shift, ties away from zero: one less for negative values, then ties up. */
    private static void finish(int[] sums, int first, int end, int right, int zero, int low, int high) {
        int half = 1 << (right - 1);
        for (int i = first; i < end; i++) {
            int value = sums[i];
            int code = ((value + (value >> 31) + half) >> right) + zero;
            int above = high - code;
            int lowered = code + (above & (above >> 31)) - low;
            sums[i] = low + (lowered & ~(lowered >> 31));
        }
    }
}
