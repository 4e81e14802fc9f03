package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedComparisonTest {

    @Test
    void theIntervalHasThePublishedValue() {
        Interval interval = new PairedComparison(40, 20, 160).interval();
        assertThat(interval.low()).isCloseTo(0.0309, within(5e-5));
        assertThat(interval.high()).isCloseTo(0.2160, within(5e-5));
    }

    @ParameterizedTest(name = "images={0}, discordance={1}: half-width {2} points")
    @CsvSource({
        "200, 0.01, 1.4, 0.4",
        "1000, 0.01, 0.62, 0.05",
        "1000, 0.02, 0.88, 0.05",
        "10000, 0.01, 0.20, 0.006",
        "10000, 0.02, 0.28, 0.006",
        "50000, 0.01, 0.09, 0.005",
        "50000, 0.02, 0.12, 0.005"
    })
    void halfWidthsAreThoseOfTheTable(int images, double discordance, double points, double tolerance) {
        int each = (int) (images * discordance / 2);
        Interval interval = new PairedComparison(each, each, images).interval();
        assertThat(100 * interval.halfWidth()).isCloseTo(points, within(tolerance));
    }

    @Test
    void moreImagesWithTheSameRatesNarrowTheInterval() {
        double previous = Double.POSITIVE_INFINITY;
        for (int factor = 1; factor <= 64; factor *= 2) {
            double width = new PairedComparison(6 * factor, 4 * factor, 500 * factor)
                    .interval()
                    .halfWidth();
            assertThat(width).isLessThan(previous);
            previous = width;
        }
    }

    @Test
    void swappingTheModelsFlipsTheSign() {
        PairedComparison comparison = new PairedComparison(31, 12, 900);
        PairedComparison swapped = comparison.swapped();
        assertThat(swapped.drop()).isEqualTo(-comparison.drop());
        assertThat(swapped.interval().low()).isEqualTo(-comparison.interval().high());
        assertThat(swapped.interval().high()).isEqualTo(-comparison.interval().low());
        assertThat(swapped.mcNemar()).isEqualTo(comparison.mcNemar());
    }

    @Test
    void withoutDiscordantImagesThereIsStillAWidth() {
        PairedComparison same = new PairedComparison(0, 0, 100);
        assertThat(same.drop()).isZero();
        assertThat(same.interval().halfWidth()).isPositive();
        assertThat(same.mcNemar().pValue()).isEqualTo(1);
    }

    @Test
    void countsOnlyImagesThatFlip() {
        Predictions reference = Predictions.ofCodes(new byte[] {1, 0, 1, 0, 0, 1, 0, 1}, 2);
        Predictions candidate = Predictions.ofCodes(new byte[] {1, 0, 0, 1, 1, 0, 0, 1}, 2);
        assertThat(PairedComparison.of(reference, candidate, new int[] {0, 0, 0, 0}))
                .isEqualTo(new PairedComparison(1, 1, 4));
        assertThatThrownBy(() -> PairedComparison.of(reference, candidate, new int[3]))
                .hasMessageContaining("labels 3");
    }

    @Test
    void theDropEqualsTheDifferenceOfTheAccuracies() {
        java.util.Random random = new java.util.Random(8);
        byte[] first = new byte[3 * 500];
        byte[] second = new byte[3 * 500];
        random.nextBytes(first);
        random.nextBytes(second);
        int[] labels = random.ints(500, 0, 3).toArray();
        Predictions reference = Predictions.ofCodes(first, 3);
        Predictions candidate = Predictions.ofCodes(second, 3);
        PairedComparison comparison = PairedComparison.of(reference, candidate, labels);
        assertThat(comparison.lost() - comparison.gained())
                .isEqualTo(reference.accuracy(labels).right()
                        - candidate.accuracy(labels).right());
    }

    @Test
    void impossibleCountsAreRefused() {
        assertThatThrownBy(() -> new PairedComparison(6, 5, 10)).hasMessageContaining("lost=6, gained=5, images=10");
        assertThatThrownBy(() -> new PairedComparison(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PairedComparison(-1, 0, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
