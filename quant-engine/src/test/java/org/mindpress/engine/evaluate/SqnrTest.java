package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SqnrTest {

    @Test
    void eachBitIsWorthSixDecibels() {
        float[] uniform = uniform(200_000);
        double previous = errorOf(uniform, 4).sqnr().decibels().orElseThrow();
        for (int bits = 5; bits <= 12; bits++) {
            double decibels = errorOf(uniform, bits).sqnr().decibels().orElseThrow();
            assertThat(decibels - previous).as("bits=%s", bits).isCloseTo(6.02, within(0.1));
            previous = decibels;
        }
    }

    @Test
    void anExactLayerHasANamedState() {
        float[] values = uniform(100);
        TensorErrorMeter meter = new TensorErrorMeter("layer");
        meter.add(values, values.clone());
        assertThat(meter.error().sqnr().kind()).isEqualTo(Sqnr.Kind.EXACT);
        assertThat(meter.error().sqnr().decibels()).isEmpty();
        assertThat(meter.error().sqnr().rating()).isEqualTo(Sqnr.Rating.GOOD);
        assertThat(meter.error().sqnr()).hasToString("exact");
        assertThat(meter.error().cosine()).isCloseTo(1, within(1e-12));
    }

    @Test
    void noiseWithoutSignalHasANamedState() {
        Sqnr sqnr = Sqnr.of(0, 1);
        assertThat(sqnr.kind()).isEqualTo(Sqnr.Kind.NO_SIGNAL);
        assertThat(sqnr.rating()).isEqualTo(Sqnr.Rating.RED);
        assertThat(Sqnr.of(0, 0).kind()).isEqualTo(Sqnr.Kind.EXACT);
    }

    @Test
    void coloursChangeAtTwentyAndThirtyDecibels() {
        assertThat(Sqnr.of(99, 1).rating()).isEqualTo(Sqnr.Rating.RED);
        assertThat(Sqnr.of(100, 1).rating()).isEqualTo(Sqnr.Rating.AMBER);
        assertThat(Sqnr.of(999, 1).rating()).isEqualTo(Sqnr.Rating.AMBER);
        assertThat(Sqnr.of(1000, 1).rating()).isEqualTo(Sqnr.Rating.GOOD);
        assertThat(Sqnr.of(1000, 1)).hasToString("30.0 dB");
    }

    @Test
    void scalingTheTensorChangesNothing() {
        float[] values = uniform(1000);
        float[] rounded = rounded(values, 6);
        float[] scaledValues = scaled(values);
        TensorErrorMeter scaled = new TensorErrorMeter("scaled");
        scaled.add(scaledValues, scaled(rounded));
        assertThat(scaled.error().sqnr()).isEqualTo(errorOf(values, 6).sqnr());
        assertThat(scaled.error().cosine()).isEqualTo(errorOf(values, 6).cosine());
    }

    @Test
    void theResultDoesNotDependOnTheBatches() {
        float[] values = uniform(1000);
        float[] rounded = rounded(values, 5);
        TensorErrorMeter meter = new TensorErrorMeter("parts");
        for (int from = 0; from < 1000; from += 7) {
            int to = Math.min(1000, from + 7);
            meter.add(Arrays.copyOfRange(values, from, to), Arrays.copyOfRange(rounded, from, to));
        }
        assertThat(meter.error()).isEqualTo(errorOf(values, 5));
    }

    @Test
    void theErrorHasItsMomentsAndItsLargestValue() {
        TensorErrorMeter meter = new TensorErrorMeter("moments");
        meter.add(new float[] {1, 2, 3, 4}, new float[] {0.5f, 1.5f, 2.5f, 2.5f});
        TensorError error = meter.error();
        assertThat(error.values()).isEqualTo(4);
        assertThat(error.mean()).isCloseTo(0.75, within(1e-12));
        assertThat(error.largest()).isEqualTo(1.5);
        assertThat(error.standardDeviation()).isCloseTo(Math.sqrt(0.1875), within(1e-12));
        assertThat(error.biasShift()).isTrue();
        assertThat(errorOf(uniform(1000), 8).biasShift()).isFalse();
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() {
        TensorErrorMeter meter = new TensorErrorMeter("body.0.conv");
        meter.add(new float[3], new float[3]);
        assertThatThrownBy(() -> meter.add(new float[] {0, Float.NaN}, new float[2]))
                .hasMessageContaining("body.0.conv")
                .hasMessageContaining("value 4");
        assertThatThrownBy(() -> meter.add(new float[2], new float[3])).hasMessageContaining("2 float values");
        assertThatThrownBy(() -> new TensorErrorMeter("empty").error()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Sqnr.of(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sqnr(Sqnr.Kind.EXACT, OptionalDouble.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void codeUseCountsClippingZerosAndCodes() {
        CodeUseMeter meter = new CodeUseMeter("act", 0f, 2.55f, -128);
        meter.add(new float[] {-1, 0, 0, 1, 2.55f, 3}, new byte[] {-128, -128, -128, -28, 127, 127});
        CodeUse use = meter.use();
        assertThat(use).isEqualTo(new CodeUse(6, 2, 3, 3));
        assertThat(use.clippedShare()).isEqualTo(2.0 / 6);
        assertThat(use.zeroShare()).isEqualTo(0.5);
        assertThat(use.codeShare()).isEqualTo(3.0 / 256);
        assertThatThrownBy(() -> meter.add(new float[1], new byte[2])).hasMessageContaining("act");
        assertThatThrownBy(() -> new CodeUseMeter("act", 0, 1, 128)).hasMessageContaining("zeroPoint=128");
        assertThatThrownBy(() -> new CodeUseMeter("act", 0, 1, 0).use()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFaultUpstreamShowsAsAGap() {
        CodeUse use = new CodeUse(10, 0, 0, 10);
        assertThat(new LayerError("a", error(Sqnr.of(10_000, 1)), error(Sqnr.of(999, 1)), use).upstream())
                .isTrue();
        assertThat(new LayerError("a", error(Sqnr.of(10_000, 1)), error(Sqnr.of(1001, 1)), use).upstream())
                .isFalse();
        assertThat(new LayerError("a", error(Sqnr.of(1, 0)), error(Sqnr.of(1001, 1)), use).upstream())
                .isTrue();
        assertThat(new LayerError("a", error(Sqnr.of(1, 0)), error(Sqnr.of(1, 0)), use).upstream())
                .isFalse();
    }

    private static TensorError error(Sqnr sqnr) {
        return new TensorError(10, sqnr, 1, 0, 0, 0);
    }

    private static TensorError errorOf(float[] values, int bits) {
        TensorErrorMeter meter = new TensorErrorMeter("whole");
        meter.add(values, rounded(values, bits));
        return meter.error();
    }

    private static float[] uniform(int count) {
        Random random = new Random(31);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    private static float[] rounded(float[] values, int bits) {
        double step = 2.0 / (1 << bits);
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) ((Math.floor(values[i] / step) + 0.5) * step);
        }
        return rounded;
    }

    private static float[] scaled(float[] values) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 8;
        }
        return scaled;
    }
}
