package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationSamplesTest {

    private static final ImageShape SHAPE = new ImageShape(1, 3, 3);
    private static final ImageSet TRAIN = GeneratedImages.labelled(Split.TRAIN, SHAPE, 103, 5, 1);

    @ParameterizedTest(name = "split={0}")
    @EnumSource(
            value = Split.class,
            names = {"VALIDATION", "TEST"})
    void otherSplitsCannotBeCalibratedOn(Split split) {
        ImageSet other = GeneratedImages.labelled(split, SHAPE, 103, 5, 1);
        assertThatThrownBy(() -> CalibrationSamples.draw(other, 10, 1))
                .hasMessageContaining("come from the train split, not from " + split.label());
    }

    @Test
    void everyLeadingPartIsBalanced() {
        ImageSet samples = CalibrationSamples.draw(TRAIN, 60, 4).images();
        for (int leading = 5; leading <= 60; leading += 5) {
            assertThat(samples.first(leading).classCounts()).containsOnly(leading / 5);
        }
    }

    @Test
    void noSampleIsDrawnTwiceAndAllCanBeDrawn() {
        int[] indices = CalibrationSamples.draw(TRAIN, 103, 4).indices();
        assertThat(Arrays.stream(indices).sorted().toArray())
                .containsExactly(java.util.stream.IntStream.range(0, 103).toArray());
    }

    @Test
    void theChoiceFollowsFromTheSeedAndIsRecorded() {
        CalibrationSamples samples = CalibrationSamples.draw(TRAIN, 20, 4);
        assertThat(CalibrationSamples.draw(TRAIN, 20, 4).digest()).isEqualTo(samples.digest());
        assertThat(CalibrationSamples.draw(TRAIN, 20, 5).digest()).isNotEqualTo(samples.digest());
        assertThat(samples.images().split()).isEqualTo(Split.TRAIN);
        assertThat(samples.images().image(3)).isEqualTo(TRAIN.image(samples.indices()[3]));
    }

    @Test
    void labelsAreNotNeeded() {
        ImageSet unlabelled = ImageSet.unlabelled(Split.TRAIN, SHAPE, new byte[9 * 30]);
        assertThat(CalibrationSamples.draw(unlabelled, 30, 4).images().count()).isEqualTo(30);
    }

    @Test
    void emptyOrTooLargeRequestsAreRefusedWithBothNumbers() {
        assertThatThrownBy(() -> CalibrationSamples.draw(TRAIN, 104, 1))
                .hasMessageContaining("103")
                .hasMessageContaining("104");
        assertThatThrownBy(() -> CalibrationSamples.draw(TRAIN, 0, 1)).hasMessageContaining("asked for 0");
    }
}
