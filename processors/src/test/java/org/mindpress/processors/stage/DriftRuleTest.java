package org.mindpress.processors.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mindpress.engine.calibrate.PointDrift;

class DriftRuleTest {
    private static final DriftRule.Limits LIMITS = new DriftRule.Limits(0.05, 0.1, 0.005);

    private static PointDrift point(String name, double index, double clippedMore) {
        return new PointDrift(name, index, 0, 0.001, 0.001 + clippedMore, -1, 1);
    }

    private static DriftRule.Decided decide(double inside, double logits, double clippedMore) {
        return DriftRule.decide(
                List.of(point("input", 0, 0), point("conv", inside, clippedMore), point("fc", logits, 0)), LIMITS);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, NOTHING",
        "0.0999, 0.0499, 0.0049, NOTHING",
        "0.1, 0, 0, RECALIBRATE",
        "0, 0, 0.0051, RECALIBRATE",
        "0, 0.05, 0, RERUN",
        "5, 0.05, 0.5, RERUN",
        "0, 0, -0.3, NOTHING",
    })
    void whatFollows(double inside, double logits, double clippedMore, DriftDecision decision) {
        assertThat(decide(inside, logits, clippedMore).decision()).isEqualTo(decision);
    }

    @Test
    void theReasonNamesThePlaceAndTheLimit() {
        assertThat(decide(0.3, 0, 0).reason())
                .contains("conv")
                .contains("0.300")
                .contains("0.100");
        assertThat(decide(0, 0, 0.02).reason())
                .contains("conv")
                .contains("2.10 %")
                .contains("0.50");
        assertThat(decide(0, 0.4, 0).reason())
                .contains("logits")
                .contains("0.400")
                .contains("0.050");
    }

    @Test
    void whatChanceExplainsIsNoReason() {
        PointDrift few = new PointDrift("fc", 0.18, 0.156, 0, 0, -1, 1);
        assertThat(DriftRule.decide(List.of(point("input", 0, 0), few), LIMITS).decision())
                .isEqualTo(DriftDecision.NOTHING);
    }
}
