package org.mindpress.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizationParametersTest {

    @ParameterizedTest(name = "low={0}, high={1}")
    @CsvSource({"-1,1", "0,6", "-3,0.5", "0.5,4", "-8,-2", "-1e-20,1e-20", "-1e6,1e6"})
    void zeroIsExactAndTheRangeIsCovered(float low, float high) {
        ActivationRange range = new ActivationRange(low, high);
        QuantizationParameters parameters = range.parameters();
        assertThat(parameters.code(0)).isEqualTo(parameters.zeroPoint());
        assertThat(parameters.fakeQuantized(0)).isZero();
        float slack = parameters.scale();
        assertThat(parameters.lowest()).isLessThanOrEqualTo(range.withZero().low() + slack);
        assertThat(parameters.highest()).isGreaterThanOrEqualTo(range.withZero().high() - slack);
    }

    @Test
    void errorInsideTheRangeIsAtMostHalfAStep() {
        QuantizationParameters parameters = new ActivationRange(-2.3f, 4.1f).parameters();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            double value = parameters.lowest() + random.nextDouble() * (parameters.highest() - parameters.lowest());
            assertThat(Math.abs(parameters.fakeQuantized(value) - value))
                    .isLessThanOrEqualTo(parameters.scale() * 0.5 * (1 + 1e-5));
        }
    }

    @Test
    void requantizingADequantizedValueGivesTheSameCode() {
        QuantizationParameters parameters = new ActivationRange(-1.7f, 0.9f).parameters();
        for (int code = -128; code <= 127; code++) {
            assertThat(parameters.code(parameters.real(code))).isEqualTo(code);
        }
    }

    @Test
    void codesAreMonotone() {
        QuantizationParameters parameters = new ActivationRange(-1f, 3f).parameters();
        int before = -128;
        for (double value = -2; value < 4; value += 0.001) {
            int code = parameters.code(value);
            assertThat(code).isGreaterThanOrEqualTo(before);
            before = code;
        }
    }

    @Test
    void anAllZeroTensorGetsScaleOne() {
        assertThat(new ActivationRange(0, 0).parameters()).isEqualTo(new QuantizationParameters(1f, 0));
    }

    @Test
    void behindReluTheZeroPointIsTheLowestCode() {
        assertThat(new ActivationRange(-0.4f, 3f)
                        .cutTo(RangeSide.NON_NEGATIVE)
                        .parameters()
                        .zeroPoint())
                .isEqualTo(-128);
        assertThat(new ActivationRange(0f, 9f).cutTo(RangeSide.UP_TO_SIX).high())
                .isEqualTo(6f);
    }

    @Test
    void refusesNanInfinityAndDenormals() {
        assertThatThrownBy(() -> new ActivationRange(Float.NaN, 1)).hasMessageContaining("low=NaN");
        assertThatThrownBy(() -> new QuantizationParameters(Float.POSITIVE_INFINITY, 0))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> new QuantizationParameters(Float.MIN_VALUE, 0)).hasMessageContaining("scale=1.4E-45");
        assertThatThrownBy(() -> new QuantizationParameters(1f, 131)).hasMessageContaining("zeroPoint=131");
    }
}
