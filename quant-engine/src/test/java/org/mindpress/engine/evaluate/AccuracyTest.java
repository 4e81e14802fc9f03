package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccuracyTest {

    @Test
    void theLargestLogitWinsAndOfEqualOnesTheFirst() {
        Predictions predictions = Predictions.ofLogits(new float[] {1, 3, 2, 5, 5, 4, -3, -2, -1}, 3);
        assertThat(predictions.toArray()).containsExactly(1, 0, 2);
        assertThat(Predictions.ofCodes(new byte[] {-128, -127, -127, 127, 127, 0}, 3)
                        .toArray())
                .containsExactly(1, 0);
    }

    @Test
    void logitsThatAreNotFiniteAreRefusedWithTheirPlace() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> Predictions.ofLogits(new float[] {0, 0, 1, bad}, 2))
                    .hasMessageContaining("image 1, class 1")
                    .hasMessageContaining(Float.toString(bad));
        }
    }

    @Test
    void lengthsMustFit() {
        assertThatThrownBy(() -> Predictions.ofLogits(new float[5], 2)).hasMessageContaining("5 outputs");
        assertThatThrownBy(() -> Predictions.ofLogits(new float[0], 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Predictions.ofCodes(new byte[2], 0)).isInstanceOf(IllegalArgumentException.class);
        Predictions two = Predictions.ofCodes(new byte[4], 2);
        assertThatThrownBy(() -> two.accuracy(new int[3])).hasMessageContaining("2 predictions, but 3 labels");
        assertThatThrownBy(() -> two.differing(Predictions.ofCodes(new byte[6], 2)))
                .hasMessageContaining("3");
    }

    @Test
    void accuracyCountsRightAnswers() {
        Predictions predictions = Predictions.ofCodes(new byte[] {1, 0, 1, 0, 0, 1, 0, 1}, 2);
        Accuracy accuracy = predictions.accuracy(new int[] {0, 0, 0, 1});
        assertThat(accuracy).isEqualTo(new Accuracy(3, 4));
        assertThat(accuracy.fraction()).isEqualTo(0.75);
        assertThat(accuracy.percent()).isEqualTo(75);
        assertThat(predictions.differing(Predictions.ofCodes(new byte[] {1, 0, 0, 1, 1, 0, 0, 1}, 2)))
                .isEqualTo(2);
        assertThatThrownBy(() -> new Accuracy(5, 4)).hasMessageContaining("right=5, images=4");
    }

    @Test
    void wilsonNeedsThePublishedNumberOfSamples() {
        assertThat(WilsonInterval.of(1917, 1917).low()).isGreaterThanOrEqualTo(0.998);
        assertThat(WilsonInterval.of(1916, 1916).low()).isLessThan(0.998);
    }

    @Test
    void wilsonStaysInsideTheShareAndMirrors() {
        for (int right = 0; right <= 40; right++) {
            Interval interval = WilsonInterval.of(right, 40);
            Interval mirrored = WilsonInterval.of(40 - right, 40);
            assertThat(interval.low()).isBetween(0.0, right / 40.0);
            assertThat(interval.high()).isBetween(right / 40.0, 1.0);
            assertThat(mirrored.low()).isCloseTo(1 - interval.high(), within(1e-12));
        }
        assertThat(new Accuracy(9200, 10_000).interval().halfWidth()).isCloseTo(0.0053, within(5e-5));
        assertThatThrownBy(() -> WilsonInterval.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
