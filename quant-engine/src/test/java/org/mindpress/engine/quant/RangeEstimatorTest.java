package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the four estimators promise on normal and on odd histograms. */
class RangeEstimatorTest {

    private static float[] gaussian(long seed, int count, double mean, RangeSide side) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            float value = (float) (random.nextGaussian() + mean);
            values[i] = side == RangeSide.TWO_SIDED ? value : Math.max(0, value);
        }
        return values;
    }

    private static float[] times(float[] values, float factor) {
        float[] scaled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = values[i] * factor;
        }
        return scaled;
    }

    private static StreamingHistogram of(float... values) {
        StreamingHistogram histogram = new StreamingHistogram();
        histogram.add(values);
        return histogram;
    }

    private static double meanSquaredError(float[] values, ActivationRange range) {
        QuantizationParameters parameters = range.parameters();
        double sum = 0;
        for (float value : values) {
            double error = value - parameters.scale() * (double) (parameters.code(value) - parameters.zeroPoint());
            sum += error * error;
        }
        return sum / values.length;
    }

    @ParameterizedTest(name = "seed={0}, mean={1}, side={2}")
    @CsvSource({
        "1,0,TWO_SIDED",
        "2,1.5,TWO_SIDED",
        "3,5,TWO_SIDED",
        "4,0,NON_NEGATIVE",
        "5,-2,NON_NEGATIVE",
        "6,2,UP_TO_SIX"
    })
    void searchedRangesCostNoMoreThanAnyOther(long seed, double mean, RangeSide side) {
        RangeChoice choice =
                RangeChoice.of(of(gaussian(seed, 20000, mean, side)), side, ObserverKind.MEAN_SQUARED_ERROR);
        double least = choice.candidate(ObserverKind.MEAN_SQUARED_ERROR).cost();
        assertThat(choice.candidates()).hasSize(4);
        choice.candidates().values().forEach(other -> assertThat(least).isLessThanOrEqualTo(other.cost()));
        assertThat(choice.range())
                .isEqualTo(choice.candidate(ObserverKind.MEAN_SQUARED_ERROR).range());
    }

    @ParameterizedTest(name = "side={0}")
    @EnumSource(RangeSide.class)
    void costOnTheHistogramIsTheErrorOfTheValues(RangeSide side) {
        float[] values = gaussian(8, 20000, 0.3, side);
        ActivationRange range = new ActivationRange(-1.7f, 2.9f).cutTo(side);
        // a value and the centre of its bin differ by half a bin, which changes its error by at most that
        double halfBin = of(values).binWidth() / 2;
        double actual = meanSquaredError(values, range);
        assertThat(new RangeCost(of(values)).of(range) / values.length)
                .isCloseTo(actual, within(2 * Math.sqrt(actual) * halfBin + halfBin * halfBin));
    }

    @ParameterizedTest(name = "exponent={0}, side={1}")
    @CsvSource({"-9,TWO_SIDED", "5,TWO_SIDED", "-9,NON_NEGATIVE", "5,NON_NEGATIVE"})
    void scalingByAPowerOfTwoScalesEveryRange(int exponent, RangeSide side) {
        float[] values = gaussian(9, 5000, 0.2, side);
        float factor = Math.scalb(1f, exponent);
        RangeChoice plain = RangeChoice.of(of(values), side, ObserverKind.MIN_MAX);
        RangeChoice scaled = RangeChoice.of(of(times(values, factor)), side, ObserverKind.MIN_MAX);
        plain.candidates()
                .forEach((kind, candidate) -> assertThat(scaled.candidate(kind).range())
                        .as(kind.spelling())
                        .isEqualTo(new ActivationRange(
                                candidate.range().low() * factor,
                                candidate.range().high() * factor)));
    }

    /** Clipping one value X at T costs (X - T)^2, covering it costs the others about N * X^2 / (12 * 255^2): N must be large. */
    @ParameterizedTest(name = "side={0}")
    @EnumSource(value = RangeSide.class, names = "UP_TO_SIX", mode = EnumSource.Mode.EXCLUDE)
    void oneHugeOutlierAmongManyValuesDoesNotMoveTheSearchedRangeMuch(RangeSide side) {
        StreamingHistogram histogram = new StreamingHistogram();
        float[] values = gaussian(10, 100_000, 0, side);
        for (int i = 0; i < 200; i++) {
            histogram.add(values);
        }
        ActivationRange calm = new MeanSquaredErrorEstimator().estimate(histogram, side);
        histogram.add(new float[] {30});
        ActivationRange disturbed = new MeanSquaredErrorEstimator().estimate(histogram, side);
        assertThat(disturbed.high()).isBetween(calm.high() / 1.5f, calm.high() * 1.5f);
    }

    @ParameterizedTest(name = "side={0}")
    @EnumSource(RangeSide.class)
    void rangesObeyTheSide(RangeSide side) {
        float[] values = times(gaussian(11, 4000, 1, side), 4f);
        for (RangeChoice.Candidate candidate : RangeChoice.of(of(values), side, ObserverKind.MIN_MAX)
                .candidates()
                .values()) {
            assertThat(candidate.range()).isEqualTo(candidate.range().cutTo(side));
        }
    }

    @Test
    void minMaxClipsNothing() {
        assertThat(new MinMaxEstimator().estimate(of(-0.3f, 7.7f, 1f), RangeSide.TWO_SIDED))
                .isEqualTo(new ActivationRange(-0.3f, 7.7f));
        assertThat(new MinMaxEstimator().estimate(of(2f, 3f), RangeSide.TWO_SIDED))
                .isEqualTo(new ActivationRange(0f, 3f));
    }

    @Test
    void thePercentileLeavesItsShareBelow() {
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i + 1) / 10_000f;
        }
        double width = of(values).binWidth();
        ActivationRange range = new PercentileEstimator(0.99).estimate(of(values), RangeSide.NON_NEGATIVE);
        assertThat((double) range.high()).isCloseTo(0.99, within(width));
        ActivationRange whole = new PercentileEstimator(1).estimate(of(values), RangeSide.NON_NEGATIVE);
        assertThat(whole.high()).isEqualTo(1f);
        ActivationRange negative = new PercentileEstimator(0.99).estimate(of(times(values, -1)), RangeSide.TWO_SIDED);
        assertThat((double) negative.low()).isCloseTo(-0.99, within(width));
        assertThat(negative.high()).isEqualTo(0f);
    }

    @Test
    void zerosCostNothing() {
        StreamingHistogram sparse = of(gaussian(12, 500, 0, RangeSide.NON_NEGATIVE));
        ActivationRange range = new ActivationRange(0f, 2f);
        double cost = new RangeCost(sparse).of(range);
        sparse.add(new float[100_000]);
        assertThat(new RangeCost(sparse).of(range)).isEqualTo(cost);
    }

    @ParameterizedTest(name = "observer={0}")
    @EnumSource(ObserverKind.class)
    void oddTensorsHaveARange(ObserverKind observer) {
        assertThat(RangeChoice.of(of(new float[9]), RangeSide.TWO_SIDED, observer)
                        .range()
                        .parameters())
                .isEqualTo(new QuantizationParameters(1f, 0));
        assertThat(RangeChoice.of(of(0.25f, 0.25f), RangeSide.NON_NEGATIVE, observer)
                        .range()
                        .high())
                .isEqualTo(0.25f, within(1e-4f));
        RangeChoice negative = RangeChoice.of(of(-3f, -2f), RangeSide.TWO_SIDED, observer);
        assertThat(negative.range().high()).isEqualTo(0f);
        assertThat(negative.range().low()).isLessThan(-1.9f);
    }

    @Test
    void entropyCutsALongThinTail() {
        float[] values = gaussian(13, 200_000, 0, RangeSide.NON_NEGATIVE);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * values[i] * values[i];
        }
        StreamingHistogram histogram = of(values);
        assertThat(new EntropyEstimator()
                        .estimate(histogram, RangeSide.NON_NEGATIVE)
                        .high())
                .isLessThan(histogram.maximum() * 0.9f)
                .isGreaterThan(new PercentileEstimator(0.9)
                        .estimate(histogram, RangeSide.NON_NEGATIVE)
                        .high());
    }

    @Test
    void movingAverageReadsAsMinMax() {
        assertThat(RangeChoice.of(of(1f, 2f), RangeSide.NON_NEGATIVE, ObserverKind.MOVING_AVERAGE)
                        .chosen())
                .isEqualTo(ObserverKind.MIN_MAX);
    }
}
