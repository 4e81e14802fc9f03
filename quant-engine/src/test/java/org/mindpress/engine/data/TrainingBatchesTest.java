package org.mindpress.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainingBatchesTest {

    private static final InputSpecification SPECIFICATION =
            InputSpecification.of(ChannelOrder.GRAY, 4, 4, new float[] {0.5f}, new float[] {0.25f});
    private static final ImageSet TRAIN = GeneratedImages.labelled(Split.TRAIN, SPECIFICATION.shape(), 50, 5, 1);

    private static TrainingBatches batches(int size, long seed) {
        return new TrainingBatches(new NormalizedImages(TRAIN, SPECIFICATION), CropFlip.standard(), size, seed);
    }

    @Test
    void anEpochVisitsNoImageTwiceAndLeavesOutTheIncompleteBatch() {
        TrainingBatches batches = batches(8, 3);
        assertThat(batches.stepsPerEpoch()).isEqualTo(6);
        for (int epoch = 0; epoch < 3; epoch++) {
            Set<Integer> seen = new HashSet<>();
            for (int step = 0; step < 6; step++) {
                TrainingBatch batch = batches.batch(epoch * 6L + step);
                assertThat(batch.epoch()).isEqualTo(epoch);
                for (int i = 0; i < batch.size(); i++) {
                    assertThat(seen.add(batch.index(i))).isTrue();
                    assertThat(batch.label(i)).isEqualTo(TRAIN.label(batch.index(i)));
                }
            }
            assertThat(seen).hasSize(48);
        }
    }

    @Test
    void resumingAnywhereGivesWhatAnUninterruptedRunGets() {
        List<float[]> uninterrupted = new ArrayList<>();
        TrainingBatches first = batches(8, 3);
        for (long step = 0; step < 15; step++) {
            float[] values = new float[8 * 16];
            first.fill(first.batch(step), values);
            uninterrupted.add(values);
        }
        for (int step = 14; step >= 0; step--) {
            TrainingBatches resumed = batches(8, 3);
            float[] values = new float[8 * 16];
            resumed.fill(resumed.batch(step), values);
            assertThat(values).containsExactly(uninterrupted.get(step));
        }
    }

    @Test
    void theViewDoesNotDependOnTheBatchSize() {
        TrainingBatch large = batches(40, 3).batch(0);
        TrainingBatch small = batches(8, 3).batch(2);
        for (int i = 0; i < 8; i++) {
            assertThat(small.index(i)).isEqualTo(large.index(16 + i));
            assertThat(small.view(i)).isEqualTo(large.view(16 + i));
        }
    }

    @Test
    void oneHotRowsReplaceWhatWasThere() {
        TrainingBatch batch = batches(8, 3).batch(4);
        float[] rows = new float[8 * 5];
        Arrays.fill(rows, 9f);
        batch.fillOneHot(5, rows);
        for (int i = 0; i < 8; i++) {
            for (int c = 0; c < 5; c++) {
                assertThat(rows[i * 5 + c]).isEqualTo(c == batch.label(i) ? 1f : 0f);
            }
        }
    }

    @Test
    void onlyTheTrainSplitIsTrainedOn() {
        ImageSet test = GeneratedImages.labelled(Split.TEST, SPECIFICATION.shape(), 50, 5, 1);
        assertThatThrownBy(() -> new TrainingBatches(new NormalizedImages(test, SPECIFICATION), CropFlip.none(), 8, 1))
                .hasMessageContaining("not from test");
    }

    @Test
    void aBatchLargerThanTheSetIsRefusedWithBothNumbers() {
        assertThatThrownBy(() -> batches(51, 1)).hasMessageContaining("51").hasMessageContaining("50");
        assertThatThrownBy(() -> batches(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batches(8, 1).batch(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        InputSpecification other =
                InputSpecification.of(ChannelOrder.GRAY, 5, 4, new float[] {0.5f}, new float[] {0.25f});
        assertThatThrownBy(() -> new NormalizedImages(TRAIN, other))
                .hasMessageContaining("1 x 4 x 4")
                .hasMessageContaining("1 x 5 x 4");
    }
}
