package org.mindpress.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequantizationTest {
    private static final int[] MULTIPLIERS = {
        0, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 0x5555_5555, 0x7fff_0000, 0x4000_ffff
    };

    private final SplittableRandom random = new SplittableRandom(3);

    /** Every shift of a convolution's multiplier; random sums, sums about every step of the code, and the ends of int32. */
    @ParameterizedTest
    @ValueSource(ints = {2, 1, 0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14, -15, -16, -17, -20, -31})
    void vectorFormEqualsTheDefinition(int shift) {
        for (int round = 0; round < 40; round++) {
            int multiplier =
                    round < MULTIPLIERS.length ? MULTIPLIERS[round] : random.nextInt(1 << 30, Integer.MAX_VALUE);
            int zeroPoint = random.nextInt(-128, 128);
            CodeRange range = round % 2 == 0 ? CodeRange.FULL : new CodeRange(zeroPoint, LiteArithmetic.CODE_MAXIMUM);
            Requantization requantization =
                    new Requantization(new FixedPointMultiplier(multiplier, shift), zeroPoint, range);
            int[] sums = sums(multiplier, shift);
            int start = random.nextInt(20);
            int count = sums.length - start - random.nextInt(20);
            int target = random.nextInt(20);
            byte[] expected = new byte[sums.length + target];
            byte[] actual = new byte[sums.length + target];
            requantization.plain(sums.clone(), start, expected, target, count);
            requantization.run(sums, start, actual, target, count);
            assertThat(actual).isEqualTo(expected);
        }
    }

    private int[] sums(int multiplier, int shift) {
        int[] sums = new int[9000];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = random.nextInt() >> random.nextInt(32);
        }
        int next = 0;
        for (int edge : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 26, -(1 << 26)}) {
            for (int i = -3; i <= 3; i++) {
                sums[next++] = edge + i;
            }
        }
        double step = Math.scalb((double) Math.max(multiplier, 1), shift - 31);
        for (int code = -256; code <= 256; code++) {
            long tie = Math.round((code + 0.5) / step);
            for (int i = -3; i <= 3; i++) {
                sums[next++] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, tie + i));
            }
        }
        return sums;
    }
}
