package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PopulationStabilityTest {
    @Test
    void equalSharesHaveNoIndexWhateverTheirNumbers() {
        assertThat(PopulationStability.index(new long[] {30, 70}, new long[] {30, 70}))
                .isZero();
        assertThat(PopulationStability.index(new long[] {300_000, 700_000}, new long[] {30_000, 70_000}))
                .isCloseTo(0, within(1e-8));
    }

    @Test
    void aKnownCase() {
        // shares 0.2, 0.3, 0.5 and 0.3, 0.3, 0.4: 0.1·ln 1.5 + 0.1·ln 1.25
        assertThat(PopulationStability.index(
                        new long[] {2_000_000, 3_000_000, 5_000_000}, new long[] {3_000_000, 3_000_000, 4_000_000}))
                .isCloseTo(0.0628609, within(1e-6));
    }

    @Test
    void itIsSymmetricNeverNegativeAndFiniteWithEmptyGroups() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            long[] before = new long[1 + random.nextInt(12)];
            long[] now = new long[before.length];
            before[0] = 1;
            now[now.length - 1] = 1;
            for (int group = 0; group < before.length; group++) {
                before[group] += random.nextBoolean() ? 0 : random.nextInt(1000);
                now[group] += random.nextBoolean() ? 0 : random.nextInt(1000);
            }
            double index = PopulationStability.index(before, now);
            assertThat(index).isNotNegative().isFinite();
            assertThat(PopulationStability.index(now, before)).isCloseTo(index, within(1e-12));
        }
    }

    @Test
    void samplesOfOneDistributionSeldomExceedChance() {
        Random random = new Random(4);
        int exceeded = 0;
        for (int i = 0; i < 1000; i++) {
            long[] before = new long[11];
            long[] now = new long[11];
            for (int value = 0; value < 300; value++) {
                before[random.nextInt(11)]++;
                now[random.nextInt(11)]++;
            }
            exceeded += PopulationStability.index(before, now) > PopulationStability.chance(11, 300, 300) ? 1 : 0;
        }
        assertThat(exceeded).isBetween(1, 30);
    }

    @Test
    void whatIsNoDistributionIsRefused() {
        assertThatThrownBy(() -> PopulationStability.index(new long[] {1}, new long[] {1, 2}))
                .hasMessageContaining("same groups");
        assertThatThrownBy(() -> PopulationStability.index(new long[] {0, 0}, new long[] {1, 2}))
                .hasMessageContaining("before");
        assertThatThrownBy(() -> PopulationStability.index(new long[] {1, 0}, new long[] {1, -2}))
                .hasMessageContaining("now");
    }
}
