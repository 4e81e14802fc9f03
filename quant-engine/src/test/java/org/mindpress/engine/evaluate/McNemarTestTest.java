package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: Python, {@code math.comb} and {@code math.erfc}. */
class McNemarTestTest {

    @ParameterizedTest(name = "lost={0}, gained={1}")
    @CsvSource({"0, 0, 1", "1, 0, 1", "5, 0, 0.0625", "8, 2, 0.109375", "12, 12, 1", "20, 4, 0.0015438795089721680"})
    void exactBelowTwentyFive(int lost, int gained, double expected) {
        McNemarTest test = new PairedComparison(lost, gained, 1000).mcNemar();
        assertThat(test.exact()).isTrue();
        assertThat(test.pValue()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void chiSquareFromTwentyFiveOn() {
        McNemarTest test = new PairedComparison(40, 20, 160).mcNemar();
        assertThat(test.exact()).isFalse();
        assertThat(test.chiSquare()).hasValueCloseTo(361.0 / 60, within(1e-12));
        assertThat(test.pValue()).isCloseTo(0.01417138825401233, within(1e-12));
        assertThat(new PairedComparison(20, 20, 160).mcNemar().pValue()).isEqualTo(1);
    }

    @Test
    void moreUnequalCountsAreLessProbable() {
        for (int discordant : new int[] {10, 24, 25, 26, 300}) {
            double previous = 2;
            for (int lost = (discordant + 1) / 2; lost <= discordant; lost++) {
                double p = McNemarTest.of(lost, discordant - lost).pValue();
                assertThat(p).isLessThanOrEqualTo(previous);
                previous = p;
            }
        }
    }

    @ParameterizedTest(name = "x={0}")
    @CsvSource({
        "0, 1",
        "0.1, 0.8875370839817152",
        "0.5, 0.4795001221869535",
        "1, 0.15729920705028513",
        "1.9999, 0.004679802092970608",
        "2, 0.004677734981047266",
        "2.5, 0.0004069520174449589",
        "4, 1.541725790028002e-08",
        "8, 1.1224297172982928e-29",
        "30, 0"
    })
    void complementaryErrorFunctionAgreesWithTheLibraryOfC(double x, double expected) {
        assertThat(ErrorFunction.complement(x)).isCloseTo(expected, within(Math.max(1e-14, 1e-12 * expected)));
    }

    @Test
    void negativeArgumentsAreRefused() {
        assertThatThrownBy(() -> ErrorFunction.complement(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new McNemarTest(1.5, java.util.OptionalDouble.empty()))
                .hasMessageContaining("1.5");
    }
}
