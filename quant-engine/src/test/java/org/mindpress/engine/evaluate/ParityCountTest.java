package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ParityCountTest {

    @Test
    void equalTensorsHold() {
        ParityCount count = ParityCount.of(new byte[] {1, 2, 3}, new byte[] {1, 2, 3});
        assertThat(count).isEqualTo(new ParityCount(3, 0, 0, OptionalLong.empty()));
        assertThat(count.holds()).isTrue();
    }

    @Test
    void nothingComparedIsNoParity() {
        assertThat(ParityCount.NONE.holds()).isFalse();
    }

    @Test
    void namesTheFirstDifferenceAndTheLargest() {
        ParityCount count = ParityCount.of(new byte[] {1, 2, -128, 4}, new byte[] {1, 3, 127, 4});
        assertThat(count).isEqualTo(new ParityCount(4, 2, 255, OptionalLong.of(1)));
        assertThat(count.holds()).isFalse();
    }

    @Test
    void theSumOfPartsIsTheWhole() {
        byte[] expected = {1, 2, 3, 4, 5, 6};
        byte[] actual = {1, 2, 3, 9, 5, 0};
        ParityCount whole = ParityCount.of(expected, actual);
        ParityCount parts = ParityCount.NONE;
        for (int i = 0; i < 6; i += 2) {
            parts = parts.plus(
                    ParityCount.of(Arrays.copyOfRange(expected, i, i + 2), Arrays.copyOfRange(actual, i, i + 2)));
        }
        assertThat(parts).isEqualTo(whole);
        assertThat(whole.firstDifference()).hasValue(3);
    }

    @Test
    void differentSizesAreRefused() {
        assertThatThrownBy(() -> ParityCount.of(new byte[3], new byte[4])).hasMessageContaining("3 and 4 values");
        assertThatThrownBy(() -> new ParityCount(3, 1, 1, OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
