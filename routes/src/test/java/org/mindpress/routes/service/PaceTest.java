package org.mindpress.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.mindpress.processors.run.StageName;
import org.mindpress.processors.stage.StageProgress;

class PaceTest {
    private static StageProgress steps(long done) {
        return new StageProgress(
                StageName.QAT, "train", done, 100, "steps", OptionalDouble.empty(), OptionalDouble.empty());
    }

    private static Instant at(long seconds) {
        return Instant.EPOCH.plusSeconds(seconds);
    }

    @Test
    void nothingIsSaidBeforeTheSecondReport() {
        assertThat(Pace.unknown().with(steps(40), at(0)).left(steps(40), at(5))).isEmpty();
    }

    @Test
    void stepsOfAnEarlierProcessDoNotCount() {
        Pace pace = Pace.unknown().with(steps(40), at(0)).with(steps(50), at(10));

        assertThat(pace.left(steps(50), at(10))).contains(Duration.ofSeconds(50));
    }

    @Test
    void aPhaseThatBeginsAgainStartsAnew() {
        Pace pace =
                Pace.unknown().with(steps(40), at(0)).with(steps(50), at(10)).with(steps(1), at(20));

        assertThat(pace.left(steps(1), at(21))).isEmpty();
        assertThat(pace.with(steps(2), at(22)).left(steps(2), at(22))).contains(Duration.ofSeconds(196));
    }
}
