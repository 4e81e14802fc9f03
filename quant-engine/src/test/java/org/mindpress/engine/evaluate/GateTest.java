package org.mindpress.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GateTest {

    private static final Gate HALF_A_POINT = new Gate(0.5);

    @Test
    void allThreeVerdictsAreReachable() {
        assertThat(HALF_A_POINT.judge(new PairedComparison(50, 45, 10_000))).isEqualTo(Verdict.PASS);
        assertThat(HALF_A_POINT.judge(new PairedComparison(90, 45, 10_000))).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(HALF_A_POINT.judge(new PairedComparison(290, 45, 10_000))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aFewImagesDecideNothing() {
        assertThat(new Gate(0.2).judge(new PairedComparison(0, 0, 200))).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(new Gate(0.2).judge(new PairedComparison(1, 1, 200))).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aBetterCandidatePasses() {
        assertThat(new Gate(0).judge(new PairedComparison(10, 90, 10_000))).isEqualTo(Verdict.PASS);
    }

    @Test
    void aLooserGateNeverTurnsAPassIntoSomethingElse() {
        for (int lost = 0; lost < 300; lost += 7) {
            PairedComparison comparison = new PairedComparison(lost, 40, 10_000);
            int previous = 2;
            for (double limit = -1; limit <= 4; limit += 0.05) {
                int strictness = switch (new Gate(limit).judge(comparison)) {
                    case PASS -> 0;
                    case INCONCLUSIVE -> 1;
                    case FAIL -> 2;
                };
                assertThat(strictness).isLessThanOrEqualTo(previous);
                previous = strictness;
            }
        }
    }

    @Test
    void theUpperEndItselfPasses() {
        PairedComparison comparison = new PairedComparison(50, 45, 10_000);
        assertThat(new Gate(100 * comparison.interval().high()).judge(comparison))
                .isEqualTo(Verdict.PASS);
        assertThat(new Gate(100 * comparison.interval().low()).judge(comparison))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aLimitMustBeANumber() {
        assertThatThrownBy(() -> new Gate(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
