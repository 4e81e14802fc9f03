package org.mindpress.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindpress.engine.quant.ActivationRange;
import org.mindpress.engine.quant.QuantizationParameters;

class ElementLoopsTest {
    private static float[] values(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (2 * random.nextGaussian());
        }
        return values;
    }

    @ParameterizedTest(name = "count={0}")
    @ValueSource(ints = {1, 7, 64, 1000, 4096})
    void passInsideIsTheDefinition(int count) {
        float[] x = values(count, 1);
        float[] d = values(count, 2);
        float[] original = d.clone();
        ElementLoops.passInside(x, d, count, 0.5f, 0.1f, 0f, 0.75f);
        for (int i = 0; i < count; i++) {
            float y = x[i] * 0.5f + 0.1f;
            assertThat(d[i] == 0f).isEqualTo(!(y > 0f && y <= 0.75f) || original[i] == 0f);
            assertThat(d[i] == 0f || d[i] == original[i]).isTrue();
        }
    }

    @Test
    void withoutBoundsEveryGradientPasses() {
        float[] d = values(100, 2);
        float[] original = d.clone();
        ElementLoops.passInside(values(100, 1), d, 100, 1f, 0f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        assertThat(d).isEqualTo(original);
    }

    @Test
    void theUpperEndIsInsideAndTheLowerEndOutside() {
        float[] d = {1f, 1f, 1f};
        ElementLoops.passInside(new float[] {0f, 6f, Math.nextUp(6f)}, d, 3, 1f, 0f, 0f, 6f);
        assertThat(d).containsExactly(0f, 1f, 0f);
    }

    @Test
    void quantizingAgreesWithTheTruthButForRoundingBorders() {
        QuantizationParameters grid = new ActivationRange(-1.5f, 3f).parameters();
        float[] x = values(20_000, 3);
        float[] rounded = x.clone();
        ElementLoops.quantize(rounded, rounded.length, grid);
        int different = 0;
        for (int i = 0; i < x.length; i++) {
            different += rounded[i] == grid.fakeQuantized(x[i]) ? 0 : 1;
        }
        // the float form multiplies by 1 / scale: only values within an ulp of a border may differ
        assertThat(different).isLessThan(5);
    }

    @Test
    void quantizingTwiceChangesNothing() {
        QuantizationParameters grid = new ActivationRange(0f, 5.1f).parameters();
        float[] once = values(5000, 4);
        ElementLoops.quantize(once, once.length, grid);
        float[] twice = once.clone();
        ElementLoops.quantize(twice, twice.length, grid);
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void momentsAreThoseOfAllValues() {
        float[] x = values(1000, 5);
        float[] sum = new float[1000];
        float[] squares = new float[1000];
        ElementLoops.addMoments(x, 1000, 0.5f, sum, squares);
        double expected = 0;
        for (float value : x) {
            expected += (double) (value - 0.5f) * (value - 0.5f);
        }
        assertThat(ElementLoops.sum(squares, 1000)).isCloseTo(expected, within(1e-3));
    }
}
