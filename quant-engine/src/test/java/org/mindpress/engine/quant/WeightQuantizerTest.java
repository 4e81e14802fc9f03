package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightQuantizerTest {

    private static float[] random(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) * (1 + i % 7);
        }
        return values;
    }

    @ParameterizedTest(name = "granularity={0}, bits={1}")
    @CsvSource({"PER_CHANNEL,8", "PER_TENSOR,8", "PER_CHANNEL,4", "PER_TENSOR,2"})
    void errorIsAtMostHalfAStepAndCodesAreSymmetric(Granularity granularity, int bits) {
        int limit = (1 << (bits - 1)) - 1;
        float[] weights = random(6 * 35, bits);
        WeightCodes codes = new WeightQuantizer(granularity, limit).quantize(weights, 6);
        for (int i = 0; i < weights.length; i++) {
            float scale = codes.scale(i / 35);
            assertThat(Math.abs(codes.code(i))).isLessThanOrEqualTo(limit);
            assertThat(Math.abs(codes.code(i) * (double) scale - weights[i])).isLessThanOrEqualTo(scale * 0.5000001);
        }
        assertThat(codes.granularity()).isEqualTo(granularity);
    }

    @Test
    void theLargestWeightHasTheLargestCode() {
        WeightCodes codes =
                new WeightQuantizer(Granularity.PER_CHANNEL, 127).quantize(new float[] {0.1f, -2f, 3f, 1f}, 2);
        assertThat(codes.codes()).containsExactly((byte) 6, (byte) -127, (byte) 127, (byte) 42);
    }

    @Test
    void aChannelOfZerosHasCodesZeroAndTheLayersLargestScale() {
        WeightCodes codes = new WeightQuantizer(Granularity.PER_CHANNEL, 127).quantize(new float[] {0, 0, 3f, 1f}, 2);
        assertThat(codes.code(0)).isZero();
        assertThat(codes.scale(0)).isEqualTo(codes.scale(1));
    }

    @Test
    void quantizingTheRealValuesOfCodesGivesTheCodes() {
        WeightCodes codes = new WeightQuantizer(Granularity.PER_CHANNEL, 127).quantize(random(200, 9), 8);
        WeightCodes again = new WeightQuantizer(Granularity.PER_CHANNEL, 127).quantize(codes.real(8), 8);
        assertThat(again.codes()).isEqualTo(codes.codes());
    }

    @Test
    void rejectsNanAndNamesTheIndex() {
        assertThatThrownBy(() ->
                        new WeightQuantizer(Granularity.PER_TENSOR, 127).quantize(new float[] {1, Float.NaN}, 1))
                .hasMessageContaining("weight 1 is not finite");
    }

    @Test
    void aCanonicalBiasStandsForItsOwnCode() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            float sx = (float) Math.exp(random.nextDouble() * 8 - 8);
            float sw = (float) Math.exp(random.nextDouble() * 8 - 10);
            float bias = (float) ((random.nextDouble() - 0.5) * sx * sw * Math.exp(random.nextDouble() * 20));
            float canonical = BiasQuantizer.canonical(bias, sx, sw);
            assertThat(BiasQuantizer.canonical(canonical, sx, sw)).isEqualTo(canonical);
        }
    }

    @Test
    void theSmallestWeightScaleKeepsTheBiasCodeBelowItsLimit() {
        float scale = BiasQuantizer.smallestWeightScale(100f, 1e-4f);
        assertThat(Math.abs(BiasQuantizer.code(100f, 1e-4f, scale))).isLessThanOrEqualTo(1 << 29);
        assertThatThrownBy(() -> BiasQuantizer.code(100f, 1e-4f, scale / 4)).hasMessageContaining("beyond 2^30");
    }
}
