package org.mindpress.engine.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.StreamingHistogram;

class PointDriftTest {
    private static final ActivationRange RANGE = new ActivationRange(0f, 2f);

    /** Values behind a ReLU: half of them zeros. */
    private static StreamingHistogram values(long seed, int count, DoubleUnaryOperator change) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) change.applyAsDouble(Math.max(0, random.nextGaussian()));
        }
        StreamingHistogram histogram = new StreamingHistogram();
        histogram.add(values);
        return histogram;
    }

    private static PointDrift drift(StreamingHistogram now) {
        return PointDrift.of("conv", values(1, 100_000, v -> v).summary(PointReport.BINS), RANGE, now);
    }

    @Test
    void theSameValuesHaveNotMoved() {
        PointDrift drift = drift(values(1, 100_000, v -> v));
        assertThat(drift.index()).isZero();
        assertThat(drift.clippedMore()).isCloseTo(0, within(1e-12));
    }

    @Test
    void otherValuesOfTheSameDistributionHaveNotMovedAboveChance() {
        PointDrift drift = drift(values(2, 20_000, v -> v));
        assertThat(drift.moved()).isZero();
        assertThat(drift.index()).isLessThan(drift.chance());
    }

    @Test
    void theFurtherValuesMoveTheLargerIsTheIndex() {
        double before = 0;
        for (double scale : new double[] {1.1, 1.3, 1.6, 2.5, 10, 1000}) {
            double index = drift(values(2, 50_000, v -> v * scale)).index();
            assertThat(index).as("scale " + scale).isGreaterThan(before);
            before = index;
        }
    }

    @Test
    void zerosAreAGroupOfTheirOwn() {
        assertThat(drift(values(2, 50_000, v -> v < 0.5 ? 0 : v)).index()).isGreaterThan(0.05);
    }

    @Test
    void clippingIsTheShareOutsideOfTheRange() {
        PointDrift drift = drift(values(2, 200_000, v -> v * 1.25));
        // P(N > 2) and P(1.25·N > 2)
        assertThat(drift.clippedBefore()).isCloseTo(0.0228, within(0.002));
        assertThat(drift.clippedNow()).isCloseTo(0.0548, within(0.003));
        assertThat(drift.maximum()).isGreaterThan(4f);
        assertThat(drift.minimum()).isZero();
    }

    @Test
    void valuesFarBeyondEverythingSeenAreClipped() {
        assertThat(drift(values(2, 10_000, v -> v == 0 ? 0 : 1e6)).clippedNow()).isCloseTo(0.5, within(0.03));
        assertThat(drift(values(2, 10_000, v -> v == 0 ? 0 : -1e6)).clippedNow())
                .isCloseTo(0.5, within(0.03));
    }

    @ParameterizedTest
    @ValueSource(floats = {0f, 1f, -3f, 1e-30f})
    void aPointOfOneValueOnlyIsComparedToo(float value) {
        StreamingHistogram one = new StreamingHistogram();
        one.add(new float[] {value, value, value});
        PointDrift same = PointDrift.of("constant", one.summary(PointReport.BINS), RANGE, one);
        assertThat(same.index()).isZero();
        assertThat(same.clippedMore()).isZero();
        assertThat(PointDrift.of("constant", one.summary(PointReport.BINS), RANGE, values(1, 1000, v -> v))
                        .index())
                .isFinite()
                .isPositive();
    }
}
