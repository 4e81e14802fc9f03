package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts depend on the multiset of values alone. */
class StreamingHistogramTest {

    private static float[] values(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double spread = Math.pow(10, random.nextInt(9) - 6);
            values[i] = random.nextInt(10) == 0 ? 0f : (float) (random.nextGaussian() * spread);
        }
        return values;
    }

    private static StreamingHistogram of(float[] values) {
        StreamingHistogram histogram = new StreamingHistogram();
        histogram.add(values);
        return histogram;
    }

    private static void assertSame(StreamingHistogram actual, StreamingHistogram expected) {
        assertThat(actual.binWidth()).isEqualTo(expected.binWidth());
        for (int i = -StreamingHistogram.HALF; i < StreamingHistogram.HALF; i++) {
            assertThat(actual.count(i)).as("bin %d", i).isEqualTo(expected.count(i));
        }
        assertThat(actual.zeros()).isEqualTo(expected.zeros());
        assertThat(actual.total()).isEqualTo(expected.total());
        assertThat(actual.minimum()).isEqualTo(expected.minimum());
        assertThat(actual.maximum()).isEqualTo(expected.maximum());
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3})
    void orderAndBatchesDoNotMatter(long seed) {
        float[] values = values(seed, 5000);
        StreamingHistogram backwards = new StreamingHistogram();
        for (int end = values.length; end > 0; ) {
            int length = Math.min(end, 37);
            end -= length;
            backwards.add(values, end, length);
        }
        assertSame(backwards, of(values));
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {4, 5, 6})
    void mergedPartsAreTheWhole(long seed) {
        float[] values = values(seed, 6000);
        StreamingHistogram whole = of(values);
        StreamingHistogram first = new StreamingHistogram();
        StreamingHistogram second = new StreamingHistogram();
        for (int i = 0; i < values.length; i++) {
            (Math.abs(values[i]) < 0.01 ? first : second).add(values, i, 1);
        }
        StreamingHistogram coarseIntoFine = new StreamingHistogram();
        coarseIntoFine.add(first);
        coarseIntoFine.add(second);
        second.add(first);
        assertSame(second, whole);
        assertSame(coarseIntoFine, whole);
    }

    @Test
    void aMergeWithOnlyZerosOrNothingKeepsTheBins() {
        StreamingHistogram histogram = of(new float[] {1, -2});
        histogram.add(of(new float[] {0, -0f, 0}));
        histogram.add(new StreamingHistogram());
        assertThat(histogram.total()).isEqualTo(5);
        assertThat(histogram.zeros()).isEqualTo(3);
        StreamingHistogram zeros = of(new float[3]);
        zeros.add(of(new float[] {1, -2}));
        assertSame(zeros, histogram);
    }

    @Test
    void wideningKeepsTheTotal() {
        StreamingHistogram histogram = new StreamingHistogram();
        long expected = 0;
        for (int exponent = -140; exponent <= 127; exponent += 3) {
            float value = Math.scalb(1f, exponent);
            histogram.add(new float[] {value, -value, 0});
            expected += 2;
            long counted = 0;
            for (int i = -StreamingHistogram.HALF; i < StreamingHistogram.HALF; i++) {
                counted += histogram.count(i);
            }
            assertThat(counted).isEqualTo(expected);
        }
    }

    @Test
    void everyValueLiesInItsBinAndTheWiderSideUsesHalfOfThem() {
        StreamingHistogram histogram = of(new float[] {1, -0.5f, 0.3f});
        double width = histogram.binWidth();
        assertThat(1 / width).isGreaterThanOrEqualTo(4096).isLessThan(8192);
        assertThat(histogram.count((int) Math.floor(-0.5 / width))).isEqualTo(1);
        assertThat(histogram.count((int) Math.floor(0.3f / width))).isEqualTo(1);
        assertThat(histogram.count((int) Math.floor(1 / width))).isEqualTo(1);
    }

    @Test
    void minimumAndMaximumAreExactAndKnowOfZeros() {
        StreamingHistogram histogram = of(new float[] {0.1f, 0, 3.3f});
        assertThat(histogram.minimum()).isEqualTo(0f);
        assertThat(histogram.maximum()).isEqualTo(3.3f);
        assertThat(of(new float[] {-2, -1}).maximum()).isEqualTo(-1f);
        assertThat(of(new float[4]).maximum()).isEqualTo(0f);
    }

    @ParameterizedTest(name = "value={0}")
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsRefusedWithItsIndex(float value) {
        StreamingHistogram histogram = of(new float[] {1});
        assertThatThrownBy(() -> histogram.add(new float[] {1, 2, value, 3}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value 2 of 4")
                .hasMessageContaining(Float.toString(value));
        assertThatThrownBy(() -> new StreamingHistogram().add(new float[] {value}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSummaryKeepsTheCountsInFewBins() {
        StreamingHistogram histogram = of(values(7, 4000));
        HistogramSummary summary = histogram.summary(128);
        assertThat(summary.counts()).hasSizeLessThanOrEqualTo(128).hasSizeGreaterThan(32);
        assertThat(summary.counts().stream().mapToLong(Long::longValue).sum() + summary.zeros())
                .isEqualTo(4000);
        assertThat(summary.lowest()).isLessThanOrEqualTo(histogram.minimum());
        assertThat(summary.lowest() + summary.counts().size() * summary.binWidth())
                .isGreaterThan(histogram.maximum());
    }

    @Test
    void anEmptyHistogramHasNoRange() {
        assertThatThrownBy(() -> new StreamingHistogram().minimum()).isInstanceOf(IllegalStateException.class);
    }
}
