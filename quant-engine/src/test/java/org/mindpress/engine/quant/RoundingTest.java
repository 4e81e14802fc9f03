package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundingTest {

    @Test
    void tiesGoAwayFromZero() {
        assertThat(Rounding.halfAway(0.5)).isEqualTo(1.0);
        assertThat(Rounding.halfAway(-0.5)).isEqualTo(-1.0);
        assertThat(Rounding.halfAway(2.5)).isEqualTo(3.0);
        assertThat(Rounding.halfAway(-2.5)).isEqualTo(-3.0);
    }

    @Test
    void theLargestNumberBelowAHalfGoesToZero() {
        assertThat(Rounding.halfAway(0.49999999999999994)).isEqualTo(0.0);
        assertThat(Rounding.halfAway(0.49999997f)).isEqualTo(0f);
    }

    @Test
    void theVectorisedFormEqualsTheExactOne() {
        SplittableRandom random = new SplittableRandom(1);
        for (int half = -2000; half <= 2000; half++) {
            for (float value : new float[] {half / 2f, Math.nextUp(half / 2f), Math.nextDown(half / 2f)}) {
                assertThat(Rounding.halfAway(value)).as("value %s", value).isEqualTo((float)
                        Rounding.halfAway((double) value));
            }
        }
        for (int i = 0; i < 100_000; i++) {
            float value = (float) ((random.nextDouble() - 0.5) * 1000);
            assertThat(Rounding.halfAway(value)).isEqualTo((float) Rounding.halfAway((double) value));
        }
    }
}
