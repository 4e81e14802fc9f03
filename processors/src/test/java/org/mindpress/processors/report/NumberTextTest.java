package org.mindpress.processors.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberTextTest {
    @Test
    void negativeNumbersHaveAMinusSignAndZeroHasNone() {
        assertThat(NumberText.points(-0.104)).isEqualTo("\u22120.10");
        assertThat(NumberText.points(-0.001)).isEqualTo("0.00");
        assertThat(NumberText.whole(-1234)).isEqualTo("\u22121,234");
    }

    @Test
    void aSmallShareIsNotShownAsNothing() {
        assertThat(NumberText.share(0)).isEqualTo("0.0\u00a0%");
        assertThat(NumberText.share(0.0001)).isEqualTo("<\u00a00.1\u00a0%");
        assertThat(NumberText.share(0.307)).isEqualTo("30.7\u00a0%");
        assertThat(NumberText.probability(0)).isEqualTo("<\u00a00.001");
    }

    @Test
    void realNumbersHaveAtMostFourDigits() {
        assertThat(NumberText.real(0)).isEqualTo("0");
        assertThat(NumberText.real(6f)).isEqualTo("6");
        assertThat(NumberText.real(-2.61f)).isEqualTo("\u22122.61");
        assertThat(NumberText.real(0.0234f)).isEqualTo("0.0234");
        assertThat(NumberText.real(0.00001234)).isEqualTo("1.23e\u221205");
        assertThat(NumberText.real(12345.6)).isEqualTo("12350");
    }

    @Test
    void timesHaveThreeDigits() {
        assertThat(NumberText.millis(0.8221)).isEqualTo("0.822\u00a0ms");
        assertThat(NumberText.millis(13.62)).isEqualTo("13.6\u00a0ms");
        assertThat(NumberText.seconds(9.81)).isEqualTo("9.8\u00a0s");
        assertThat(NumberText.seconds(131)).isEqualTo("2\u00a0min 11\u00a0s");
    }

    @Test
    void marksOfAnAxisAreRoundAndInsideIt() {
        NiceTicks ticks = NiceTicks.between(-0.23, 1.07, 8);
        assertThat(ticks.values().stream().map(ticks::label))
                .containsExactly("\u22120.2", "0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        NiceTicks whole = NiceTicks.between(0, 2, 2);
        assertThat(whole.values().stream().map(whole::label)).containsExactly("0", "1", "2");
    }
}
